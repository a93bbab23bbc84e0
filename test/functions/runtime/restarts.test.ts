import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { replanConnector, restartTask, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { batchOf, sourceScene } from './scene/scripted-source.ts'

type Config = Readonly<Record<string, string>>

const passing = () => new ConnectError('EXTERNAL', 'The database cannot be reached')
const lasting = () => new ConnectError('DATA', 'nonsense')

/** A source that fails with what there is at the time, and has a record when there is nothing. */
const troubled = async (config: Config = {}) => {
  const trouble: { now: (() => Error) | undefined } = { now: passing }
  const scene = await sourceScene(
    () => ({
      async *read() {
        if (trouble.now !== undefined) throw trouble.now()
        yield batchOf('a', 1)
        return undefined
      },
    }),
    { config },
  )
  const fail = async (error: () => Error, times = 1) => {
    trouble.now = error
    for (let n = 0; n < times; n++) await scene.run()
    return scene.task('numbers')
  }
  return { ...scene, trouble, fail }
}

const lastLine = (trace = '') => trace.slice(trace.lastIndexOf('\n') + 1)
const time = (at = 0) => new Date(at).toISOString()

describe('what has failed for a cause that may pass', () => {
  it('is restarted without end, after five minutes at most, and says when', async () => {
    const scene = await troubled()
    const failed = await scene.fail(passing, 60)
    const wait = (failed.dueAt ?? 0) - scene.now()
    expect(wait).toBeGreaterThanOrEqual(225_000)
    expect(wait).toBeLessThanOrEqual(300_000)
    expect(failed.status).toMatchObject({
      state: 'FAILED',
      trace: expect.stringMatching(/^ConnectError: The database cannot be reached\n/),
    })
    expect(lastLine(failed.status.trace)).toBe(`Restart 60 follows at ${time(failed.dueAt)}.`)
  })

  it('is restarted within the bounds of its configuration', async () => {
    const scene = await troubled({ 'restart.backoff.ms': '20', 'restart.backoff.max.ms': '40' })
    for (const longest of [20, 40, 40]) {
      const { dueAt = 0 } = await scene.fail(passing)
      expect(dueAt - scene.now()).toBeGreaterThanOrEqual(longest * 0.75 - 1)
      expect(dueAt - scene.now()).toBeLessThanOrEqual(longest)
    }
  })

  it('is told once in the log', async () => {
    const scene = await troubled()
    await scene.fail(passing, 3)
    expect(scene.logged.map(({ message }) => message)).toEqual(['The task has failed'])
  })
})

describe('what has failed for a cause that hardly passes', () => {
  it('is restarted ten times, then FAILED for good, and says what to do', async () => {
    const scene = await troubled()
    const tenth = await scene.fail(lasting, 10)
    expect(lastLine(tenth.status.trace)).toBe(
      `Restart 10, 10 of 10 for such causes, follows at ${time(tenth.dueAt)}.`,
    )
    const last = await scene.fail(lasting)
    expect(last).toMatchObject({ attempts: 11, status: { state: 'FAILED' } })
    expect(last.dueAt).toBeUndefined()
    expect(lastLine(last.status.trace)).toBe(
      'It is not restarted by itself any more: restart.max.attempts=10 for causes that hardly pass. Once the cause is gone: POST /connectors/numbers/tasks/0/restart.',
    )
  })

  it('is told in the log again when it is given up', async () => {
    const scene = await troubled()
    await scene.fail(lasting, 11)
    expect(scene.logged.map(({ message }) => message)).toEqual([
      'The task has failed',
      'The task has failed for good',
    ])
  })

  it('has all its restarts, however often it failed for another before', async () => {
    const scene = await troubled({ 'restart.max.attempts': '2' })
    await scene.fail(passing, 30)
    const first = await scene.fail(lasting)
    expect(lastLine(first.status.trace)).toMatch(/^Restart 31, 1 of 2 for such causes, follows at /)
    await scene.fail(passing)
    expect((await scene.fail(lasting)).dueAt).toBeDefined()
    expect((await scene.fail(lasting)).dueAt).toBeUndefined()
  })

  it.each([
    ['0', 1],
    ['3', 4],
  ])('is given up when restart.max.attempts=%s restarts were in vain', async (attempts, failures) => {
    const scene = await troubled({ 'restart.max.attempts': attempts })
    if (failures > 1) expect((await scene.fail(lasting, failures - 1)).dueAt).toBeDefined()
    expect((await scene.fail(lasting)).dueAt).toBeUndefined()
  })

  it('is restarted without end with restart.max.attempts=-1', async () => {
    const scene = await troubled({ 'restart.max.attempts': '-1' })
    const failed = await scene.fail(lasting, 30)
    expect(lastLine(failed.status.trace)).toBe(`Restart 30 follows at ${time(failed.dueAt)}.`)
  })

  it('has them all again after progress', async () => {
    const scene = await troubled({ 'restart.max.attempts': '1' })
    await scene.fail(lasting)
    scene.trouble.now = undefined
    await scene.run()
    expect(await scene.task('numbers')).toMatchObject({ attempts: 0, status: { state: 'RUNNING' } })
    expect(lastLine((await scene.fail(lasting)).status.trace)).toMatch(/^Restart 1, 1 of 1 for such causes/)
  })
})

describe('what has failed for good', () => {
  const dead = async () => {
    const scene = await troubled({ 'restart.max.attempts': '0' })
    await scene.fail(lasting)
    return scene
  }

  it('is at work at once when it is restarted by hand, with all its restarts', async () => {
    const scene = await dead()
    await restartTask(scene.table, 'numbers', 0)
    expect(await scene.task('numbers')).toMatchObject({
      dueAt: scene.now(),
      attempts: 0,
      status: { state: 'RESTARTING' },
    })
    scene.trouble.now = undefined
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect((await scene.task('numbers')).status).toEqual({ state: 'RUNNING' })
  })
})

describe('what waits for its restart', () => {
  it('is at work at once when it is restarted by hand', async () => {
    const scene = await troubled()
    const failed = await scene.fail(passing, 12)
    expect((failed.dueAt ?? 0) - scene.now()).toBeGreaterThan(200_000)
    await restartTask(scene.table, 'numbers', 0)
    expect((await scene.task('numbers')).dueAt).toBe(scene.now())
  })

  it('is not restarted while its connector is paused', async () => {
    const paused = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it fails
      async *read() {
        await setWanted(paused.table, 'numbers', 'PAUSED')
        await paused.plan('numbers')
        throw passing()
      },
    }))
    await paused.run()
    expect(lastLine((await paused.task('numbers')).status.trace)).toBe(
      'It is not restarted while it is not to run.',
    )
  })
})

describe('with restart.enable=false', () => {
  it('a task stays FAILED, also for a cause that may pass', async () => {
    const scene = await troubled({ 'restart.enable': 'false' })
    const failed = await scene.fail(passing)
    expect(failed.dueAt).toBeUndefined()
    expect(lastLine(failed.status.trace)).toBe(
      'It is not restarted by itself (restart.enable=false). Once the cause is gone: POST /connectors/numbers/tasks/0/restart.',
    )
    await restartTask(scene.table, 'numbers', 0)
    expect((await scene.task('numbers')).dueAt).toBe(scene.now())
  })

  it('so does a plan, until its connector is restarted', async () => {
    const scene = await troubled({ 'restart.enable': 'false', 'tasks.max': 'x' })
    const failed = await scene.connector('numbers')
    expect(failed?.dueAt).toBeUndefined()
    expect(lastLine(failed?.status.trace)).toBe(
      'It is not restarted by itself (restart.enable=false). Once the cause is gone: POST /connectors/numbers/restart.',
    )
    await replanConnector(scene.table, 'numbers')
    expect((await scene.connector('numbers'))?.dueAt).toBe(scene.now())
  })
})

it('a policy that cannot be read is the default one', async () => {
  const scene = await troubled({ 'restart.max.attempts': 'x' })
  const failed = await scene.connector('numbers')
  expect(lastLine(failed?.status.trace)).toMatch(/^Restart 1, 1 of 10 for such causes, follows at /)
})
