import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { defineSource, type SourcePlan } from '../../../connectors/sdk/source.ts'
import { setWanted } from '../../../functions/runtime/state/connectors.ts'
import { triggerPlan } from '../../../functions/runtime/state/trigger.ts'
import { openScene } from './scene/scene.ts'

const partitioned = (plan: (maxTasks: number) => SourcePlan | Promise<SourcePlan>) =>
  defineSource({
    classes: ['com.example.PartitionedSource'],
    version: '1',
    config: defineConfig({}),
    plan: (_config, maxTasks) => plan(maxTasks),
    open: () => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        return undefined
      },
      close: async () => {},
    }),
  })

const config = { name: 'tables', 'connector.class': 'PartitionedSource', 'tasks.max': '2' }
const p = (name: string) => `{"table":"${name}"}`
const task = (...names: readonly string[]) => ({ partitions: names.map(table => ({ table })) })

describe('the plan of a source', () => {
  it('gives each task its partitions and its configuration, due at once', async () => {
    const asked: number[] = []
    const scene = openScene({
      plugins: [
        partitioned(maxTasks => {
          asked.push(maxTasks)
          return { tasks: [task('a', 'b'), { ...task('c'), config: { only: 'c', name: 'tables' } }] }
        }),
      ],
    })
    expect(await scene.create('source', config)).toBe('planned')
    expect(asked).toEqual([2])
    expect(await scene.task('tables', 0)).toMatchObject({
      type: 'source',
      partitions: [p('a'), p('b')],
      config,
      dueAt: scene.now(),
      status: { state: 'UNASSIGNED' },
    })
    expect(await scene.task('tables', 1)).toMatchObject({
      partitions: [p('c')],
      config: { ...config, only: 'c' },
    })
    const connector = await scene.connector('tables')
    expect(connector).toMatchObject({ status: { state: 'RUNNING' } })
    expect(connector?.dueAt).toBeUndefined()
    expect(connector?.leaseUntil).toBeUndefined()
  })

  it('is made again when the source says', async () => {
    const plans: SourcePlan[] = [{ tasks: [task('a')], again: 30_000 }, { tasks: [task('a'), task('b')] }]
    const scene = openScene({ plugins: [partitioned(() => plans.shift() ?? { tasks: [] })] })
    await scene.create('source', config)
    expect((await scene.connector('tables'))?.dueAt).toBe(scene.now() + 30_000)
    await scene.plan('tables')
    expect((await scene.task('tables', 1)).partitions).toEqual([p('b')])
  })

  it('is made again at once when a reader says that there is something else to divide', async () => {
    const plans: SourcePlan[] = [{ tasks: [task('a')] }, { tasks: [task('a'), task('b')] }]
    const says = [{ replan: true }, {}]
    const growing = {
      ...partitioned(() => plans.shift() ?? { tasks: [] }),
      open: () => ({
        // biome-ignore lint/correctness/useYield: it has nothing
        async *read() {
          return says.shift()
        },
        close: async () => {},
      }),
    }
    const scene = openScene({ plugins: [growing] })
    await scene.create('source', config)
    expect((await scene.connector('tables'))?.dueAt).toBeUndefined()
    const asked = scene.now()
    await scene.runSource('tables')
    expect((await scene.connector('tables'))?.dueAt).toBe(asked)
    await scene.plan('tables')
    expect((await scene.connector('tables'))?.dueAt).toBeUndefined()
    expect((await scene.task('tables', 1)).partitions).toEqual([p('b')])
  })

  it('is made once more when a reader says so while it is made', async () => {
    let made = 0
    const scene = openScene({
      plugins: [
        partitioned(async () => {
          made++
          if (made === 1) await triggerPlan(scene.table, 'tables')
          return { tasks: [task('a')] }
        }),
      ],
    })
    await scene.create('source', config)
    expect((await scene.connector('tables'))?.dueAt).toBe(scene.now())
    await scene.plan('tables')
    expect((await scene.connector('tables'))?.dueAt).toBeUndefined()
  })

  it('is not made for a reader while the connector is stopped', async () => {
    const scene = openScene({ plugins: [partitioned(() => ({ tasks: [task('a')] }))] })
    await scene.create('source', config)
    await setWanted(scene.table, 'tables', 'STOPPED')
    await scene.plan('tables')
    await triggerPlan(scene.table, 'tables')
    expect((await scene.connector('tables'))?.dueAt).toBeUndefined()
  })

  it('fails with more tasks than tasks.max', async () => {
    const scene = openScene({ plugins: [partitioned(() => ({ tasks: [task('a'), task('b'), task('c')] }))] })
    expect(await scene.create('source', config)).toBe('failed')
    expect((await scene.connector('tables'))?.status).toMatchObject({
      state: 'FAILED',
      trace: expect.stringContaining(
        'The connector tables has generated 3 tasks, which is greater than 2, the maximum number of tasks it is configured to create.',
      ),
    })
  })

  it('that fails is tried again later and later, and is forgotten when it works', async () => {
    let works = false
    const scene = openScene({
      plugins: [
        partitioned(() => {
          if (!works) throw new ConnectError('EXTERNAL', 'The database cannot be reached')
          return { tasks: [task('a')] }
        }),
      ],
    })
    expect(await scene.create('source', config)).toBe('failed')
    for (const longest of [2_000, 4_000, 8_000]) {
      await scene.plan('tables')
      const wait = ((await scene.connector('tables'))?.dueAt ?? 0) - scene.now()
      expect(wait).toBeGreaterThanOrEqual(Math.floor(longest * 0.75))
      expect(wait).toBeLessThanOrEqual(longest)
    }
    expect(await scene.connector('tables')).toMatchObject({
      attempts: 4,
      status: { state: 'FAILED', trace: expect.stringContaining('The database cannot be reached') },
    })
    works = true
    expect(await scene.plan('tables')).toBe('planned')
    expect(await scene.connector('tables')).toMatchObject({ attempts: 0, status: { state: 'RUNNING' } })
  })

  it('takes a task that is no longer in it out, and nothing from those that stay', async () => {
    const plans: SourcePlan[] = [{ tasks: [task('a'), task('b')] }, { tasks: [task('a')] }]
    const scene = openScene({ plugins: [partitioned(() => plans.shift() ?? { tasks: [] })] })
    await scene.create('source', config)
    const before = await scene.task('tables', 0)
    await scene.plan('tables')
    expect(await scene.task('tables', 0)).toEqual(before)
    const gone = await scene.task('tables', 1)
    expect(gone).toMatchObject({ gone: true, partitions: [] })
    expect(gone.dueAt).toBeUndefined()
  })

  it('gives a partition on only when the run that has it has let go', async () => {
    const plans: SourcePlan[] = [
      { tasks: [task('a', 'b')] },
      { tasks: [task('a'), task('b')] },
      { tasks: [task('a'), task('b')] },
    ]
    let during: unknown
    const moving = {
      ...partitioned(() => plans.shift() ?? { tasks: [] }),
      open: () => ({
        // biome-ignore lint/correctness/useYield: it has nothing
        async *read() {
          if (during === undefined)
            during = [await scene.plan('tables'), (await scene.task('tables', 1)).partitions]
          return undefined
        },
        close: async () => {},
      }),
    }
    const scene = openScene({ plugins: [moving] })
    await scene.create('source', config)
    await scene.runSource('tables')
    expect(during).toEqual(['waiting', []])
    expect((await scene.connector('tables'))?.dueAt).toBeLessThanOrEqual(scene.now() + 1_000)
    expect(await scene.plan('tables')).toBe('planned')
    expect((await scene.task('tables', 0)).partitions).toEqual([p('a')])
    expect((await scene.task('tables', 1)).partitions).toEqual([p('b')])
  })
})
