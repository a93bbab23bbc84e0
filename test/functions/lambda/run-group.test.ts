import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { Run, RunGroup } from '../../../events/run-group.ts'
import { type RunOne, runGroups, taskLeft } from '../../../functions/lambda/run-group.ts'
import type { Runtime } from '../../../functions/runtime/runtime.ts'
import { sourceTask } from '../../../functions/source-task/source-task.ts'
import { batchOf, once, sourceScene } from '../runtime/scene/scripted-source.ts'

const contextOf = (ms: number) =>
  ({ awsRequestId: 'request', getRemainingTimeInMillis: () => ms }) as unknown as Context

const group = (runs: readonly Run[], over: Partial<RunGroup> = {}): RunGroup => ({
  version: 1,
  role: runs[0]?.role ?? 'source',
  runs,
  invocation: 'execution:0#1',
  ...over,
})

const taskRun = (task: number, over: Partial<Run> = {}): Run => ({
  version: 1,
  role: 'source',
  connector: 'numbers',
  task,
  ...(over as object),
})

const planRun: Run = { version: 1, role: 'plan', connector: 'numbers' }

const runtime = {
  host: 'function',
  memory: 1_000,
  timing: { margin: 10_000 },
  clock: { now: () => 0 },
} as Runtime

/** What a handler makes of runs that end as they are told to. */
const handle = (runOne: RunOne, event: RunGroup, ms = 300_000) =>
  runGroups(async () => runtime, runOne)(event, contextOf(ms))

describe('a group of runs', () => {
  it('goes on with those that have more to do, without the claim and the death before', async () => {
    const runs = [taskRun(0, { dueAt: 1 }), taskRun(1, { dueAt: 2 }), taskRun(2)]
    const again: RunOne = () => async run => ({ again: 'task' in run && run.task > 0 })
    expect(await handle(again, group(runs, { ended: 'execution:0#0' }))).toEqual({
      version: 1,
      after: 0,
      next: { version: 1, role: 'source', runs: [taskRun(1), taskRun(2)] },
    })
  })

  it('of which nothing is left ends', async () => {
    expect(await handle(() => async () => ({ again: false }), group([taskRun(0)]))).toEqual({
      version: 1,
      after: 0,
    })
  })

  it('goes on at once with those that need not wait, and leaves the others to the tick', async () => {
    const some: RunOne = () => async run => ({ again: true, after: 'task' in run && run.task === 0 ? 8 : 0 })
    expect(await handle(some, group([taskRun(0), taskRun(1)]))).toEqual({
      version: 1,
      after: 0,
      next: { version: 1, role: 'source', runs: [taskRun(1)] },
    })
  })

  it('says which connector has to be looked at, and how long to wait', async () => {
    const waiting: RunOne = () => async run => ({ again: true, after: 1, wake: run.connector })
    expect(await handle(waiting, group([planRun]))).toEqual({
      version: 1,
      after: 1,
      next: { version: 1, role: 'plan', runs: [planRun] },
      wake: 'numbers',
    })
  })

  it('shares time and memory, and is told what has ended', async () => {
    const seen: unknown[] = []
    const record: RunOne =
      ({ host, memory }) =>
      async ({ ended }, { deadline }) => {
        seen.push({ host, memory, ended, deadline })
        return { again: false }
      }
    await handle(record, group([taskRun(0)], { ended: 'execution:0#0' }))
    await handle(record, group([taskRun(0), taskRun(1)]))
    const shared = { host: 'execution:0#1', memory: 500, ended: undefined, deadline: 70_000 }
    expect(seen).toEqual([
      { host: 'execution:0#1', memory: 1_000, ended: 'execution:0#0', deadline: 300_000 },
      shared,
      shared,
    ])
  })

  it('fails when one does, but not before the others have ended', async () => {
    const ended: string[] = []
    const failing: RunOne = () => async run => {
      if ('task' in run && run.task === 0) throw new Error('the table is away')
      await new Promise(resolve => setTimeout(resolve, 20))
      ended.push(run.connector)
      return { again: false }
    }
    await expect(handle(failing, group([taskRun(0), taskRun(1)]))).rejects.toThrow('the table is away')
    expect(ended).toEqual(['numbers'])
  })

  it('of two roles is refused', async () => {
    const mixed = group([taskRun(0), { ...taskRun(1), role: 'sink' } as Run])
    await expect(handle(() => async () => ({ again: false }), mixed)).rejects.toThrow(
      'runs: got one of role "sink", expected "source" alone',
    )
  })
})

describe('a task in a group', () => {
  it('is run under a lease that names the invocation', async () => {
    const owners: (string | undefined)[] = []
    const pass = once(batchOf('a', 1))
    const scene = await sourceScene(() => ({
      async *read() {
        owners.push((await scene.task('numbers')).owner)
        return yield* pass()
      },
    }))
    const run = runGroups(async () => scene.runtime, taskLeft(sourceTask))
    expect(await run(group([taskRun(0)]), contextOf(60_000))).toEqual({ version: 1, after: 0 })
    expect(owners[0]).toMatch(/^execution:0#1\/[0-9a-f-]{36}$/)
  })

  it('that has failed is tried again by the chain, later and later, and then by the tick', async () => {
    const failing = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it fails before
      async *read() {
        throw new Error('the source is away')
      },
    }))
    const run = runGroups(async () => failing.runtime, taskLeft(sourceTask))
    const waits: (number | undefined)[] = []
    for (let left = await run(group([taskRun(0)]), contextOf(60_000)); ; ) {
      waits.push(left.next && left.after)
      if (left.next === undefined) break
      await failing.clock.sleep(left.after * 1_000)
      left = await run(left.next, contextOf(60_000))
    }
    expect(waits.slice(0, 3)).toEqual([1, 2, expect.toSatisfy((wait: number) => wait === 3 || wait === 4)])
    expect(waits.at(-1)).toBeUndefined()
    expect(waits.length).toBeGreaterThan(5)
    expect(waits.length).toBeLessThan(9)
  })

  it('that died with its invocation is followed after one call, not after its lease', async () => {
    const reads: number[] = []
    const scene = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        reads.push(scene.clock.now())
        return undefined
      },
    }))
    const run = runGroups(async () => scene.runtime, taskLeft(sourceTask))
    const lease = { leaseUntil: scene.now() + scene.runtime.timing.lease, owner: 'execution:0#1/a-run' }
    const { epoch } = await scene.task('numbers')
    await scene.table.write({
      kind: 'take',
      key: { pk: 'CONNECTOR#numbers', sk: 'TASK#00000' },
      when: {},
      set: { ...lease, epoch: epoch + 1 },
    })
    const next = group([taskRun(0)], { invocation: 'execution:0#2' })
    await run(next, contextOf(60_000))
    expect(reads).toEqual([])
    const before = scene.clock.now()
    await run({ ...next, ended: 'execution:0#1' }, contextOf(60_000))
    const waited = (reads[0] ?? Number.NaN) - before
    expect(waited).toBeGreaterThanOrEqual(scene.runtime.timing.call)
    expect(waited).toBeLessThan(scene.runtime.timing.lease)
  })
})
