import { describe, expect, it } from 'vitest'
import type { Run } from '../../../events/run-group.ts'
import type { Wake } from '../../../events/wake.ts'
import type { ExecutionInput, Executions } from '../../../functions/adapters/aws/executions.ts'
import { createConnector } from '../../../functions/runtime/state/connectors.ts'
import { connectorKey, taskKey } from '../../../functions/runtime/state/items.ts'
import { dispatch, GROUP_SIZES, INPUT_ROOM } from '../../../functions/schedule/schedule.ts'
import type { Scene } from '../runtime/scene/scene.ts'
import { sinkSceneBefore } from '../runtime/scene/scripted-sink.ts'

const recording = (running = 0) => {
  const started: ExecutionInput[] = []
  const counted: Parameters<Executions['running']>[0][] = []
  const executions: Executions = {
    running: async counting => {
      counted.push(counting)
      return running
    },
    start: async input => void started.push(input),
  }
  return { started, counted, executions }
}

const look = (scene: Pick<Scene, 'runtime'>, executions: Executions, wake: Partial<Wake> = {}) =>
  dispatch({ ...scene.runtime, executions, maxConcurrency: 10 })({ version: 1, ...wake })

/** Connectors that have to be planned. */
const planned = async (...names: readonly string[]) => {
  const scene = sinkSceneBefore(() => ({}))
  for (const name of names)
    await createConnector(scene.table, { name, type: 'sink', config: {}, wanted: 'RUNNING' })
  return scene
}

/** Source tasks that are due, each after so many looks that found nothing. */
const dueTasks = async (emptyPolls: readonly number[]) => {
  const scene = sinkSceneBefore(() => ({}))
  for (const [task, polls] of emptyPolls.entries())
    await scene.table.write({
      kind: 'assign',
      key: taskKey('numbers', task),
      when: {},
      set: {
        ...{
          type: 'source',
          wanted: 'RUNNING',
          partitions: [`{"p":${task}}`],
          emptyPolls: polls,
          generation: 1,
        },
        ...{ status: { state: 'RUNNING' }, dueAt: scene.now() + task, epoch: 0, seq: 0 },
      },
    })
  await scene.clock.sleep(1_000)
  return scene
}

const tasksOf = (runs: readonly Run[]) => runs.map(run => ('task' in run ? run.task : -1))

describe('what is due', () => {
  it('is started in one execution, a plan a group', async () => {
    const scene = await planned('a', 'b')
    const { executions, started } = recording()
    expect(await look(scene, executions)).toEqual({ started: 2 })
    expect(started).toHaveLength(1)
    expect(started[0]).toMatchObject({ version: 1, more: false })
    expect(started[0]?.groups.map(({ role, runs }) => [role, runs.map(run => run.connector)])).toEqual([
      ['plan', ['a']],
      ['plan', ['b']],
    ])
  })

  it('is started as far as there are free slots, and the execution looks for more at its end', async () => {
    const scene = await planned('a', 'b', 'c')
    const { executions, started } = recording(8)
    expect(await look(scene, executions)).toEqual({ started: 2 })
    expect(started[0]?.more).toBe(true)
  })

  it('is left alone while no slot is free', async () => {
    const scene = await planned('a')
    const busy = recording(10)
    expect(await look(scene, busy.executions)).toEqual({ started: 0 })
    expect(busy.started).toEqual([])
    const { executions } = recording()
    expect(await look(scene, executions)).toEqual({ started: 1 })
  })

  it('starts nothing when it is nothing', async () => {
    const scene = await planned()
    const { executions, started } = recording()
    expect(await look(scene, executions)).toEqual({ started: 0 })
    expect(started).toEqual([])
  })

  it('does not count the execution whose end it was told of', async () => {
    const scene = await planned('a')
    const { executions, counted } = recording()
    await look(scene, executions, { execution: 'ending' })
    expect(counted).toEqual([{ exactFrom: 5, without: 'ending' }])
  })

  it('is due again at once when no execution could be started', async () => {
    const scene = await planned('a')
    const failing = { ...recording().executions, start: () => Promise.reject(new Error('throttled')) }
    await expect(look(scene, failing)).rejects.toThrow('throttled')
    const { executions } = recording()
    expect(await look(scene, executions)).toEqual({ started: 1 })
  })

  it('keeps what has happened since when its claim is given back', async () => {
    const scene = await planned('a')
    const { item } = await scene.table.get(connectorKey('a'))
    const failing: Executions = {
      ...recording().executions,
      start: async () => {
        await scene.table.write({ kind: 'wish', key: connectorKey('a'), when: {}, set: { dueAt: 7 } })
        throw new Error('throttled')
      },
    }
    await expect(look(scene, failing)).rejects.toThrow('throttled')
    expect(item?.attributes.dueAt).not.toBe(7)
    expect((await scene.table.get(connectorKey('a'))).item?.attributes.dueAt).toBe(7)
  })
})

describe('tasks that had nothing to do', () => {
  it('share invocations, others have one of their own', async () => {
    const { source } = GROUP_SIZES
    const scene = await dueTasks([1, 0, 3, ...Array.from({ length: source }, () => 2)])
    const { executions, started } = recording()
    await look(scene, executions)
    const others = Array.from({ length: source }, (_, n) => n + 3)
    expect(started[0]?.groups.map(({ runs }) => tasksOf(runs))).toEqual([
      [0, 2, ...others.slice(0, -2)],
      [1],
      others.slice(-2),
    ])
  })
})

describe('an execution', () => {
  it('takes no more than its input has room for, and looks for more at its end', async () => {
    const scene = sinkSceneBefore(() => ({}))
    const names = Array.from({ length: 20 }, (_, n) => `${n}`.padEnd(INPUT_ROOM / 8, 'x'))
    for (const name of names)
      await scene.table.write({
        kind: 'wish',
        key: { pk: `CONNECTOR#${name.slice(0, 1_500)}`, sk: 'CONFIG' },
        when: {},
        set: { dueAt: scene.now(), generation: 1, wanted: 'RUNNING', name },
      })
    await scene.clock.sleep(1_000)
    const { executions, started } = recording()
    await look(scene, executions)
    expect(JSON.stringify(started[0]).length).toBeLessThan(INPUT_ROOM + 100)
    expect(started[0]?.groups.length).toBeGreaterThan(1)
    expect(started[0]?.more).toBe(true)
  })
})
