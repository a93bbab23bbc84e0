import { describe, expect, it } from 'vitest'
import type { Flushed } from '../../../connectors/sdk/sink.ts'
import type { PlanRun } from '../../../events/plan-run.ts'
import type { TaskRun } from '../../../events/task-run.ts'
import { schedule } from '../../../functions/runtime/schedule.ts'
import { createConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import type { Scene } from './scene/scene.ts'
import { sinkScene, sinkSceneBefore } from './scene/scripted-sink.ts'
import { once, sourceScene } from './scene/scripted-source.ts'

type Look = Partial<Parameters<typeof schedule>[1]>

const look = async (scene: Pick<Scene, 'runtime'>, options: Look = {}) => {
  const { groups } = await schedule(scene.runtime, { slots: 10, ...options })
  return groups.flatMap(group => group.runs)
}

const names = (runs: readonly (TaskRun | PlanRun)[]) =>
  runs.map(run => [run.role, run.connector, ...(run.role === 'plan' ? [] : [run.task])])

const of = { topic: 't', partition: 0 }

describe('what is due', () => {
  it('is claimed once, and comes back only after the dispatch should have led to a run', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    const { dispatch } = scene.runtime.timing
    const [run, ...others] = await look(scene)
    expect(run).toEqual({
      version: 1,
      role: 'source',
      connector: 'numbers',
      task: 0,
      dueAt: scene.now() + dispatch,
    })
    expect(others).toEqual([])
    expect(await look(scene)).toEqual([])
    await scene.clock.sleep(dispatch - 1)
    expect(await look(scene)).toEqual([])
    await scene.clock.sleep(2)
    expect(names(await look(scene))).toEqual([['source', 'numbers', 0]])
  })

  it('is claimed by one of several that look at a time', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    const runs = await Promise.all([look(scene), look(scene), look(scene, { connector: 'numbers' })])
    expect(names(runs.flat())).toEqual([['source', 'numbers', 0]])
  })

  it('is claimed for no more than the free slots, the oldest first', async () => {
    const scene = sinkSceneBefore(() => ({}))
    const plan = async (name: string) => {
      await createConnector(scene.table, { name, type: 'sink', config: {}, wanted: 'RUNNING' })
      await scene.clock.sleep(10)
    }
    for (const name of ['a', 'b', 'c', 'd']) await plan(name)
    expect(await look(scene, { slots: 0 })).toEqual([])
    expect(names(await look(scene, { slots: 2 }))).toEqual([
      ['plan', 'a'],
      ['plan', 'b'],
    ])
    expect(names(await look(scene))).toEqual([
      ['plan', 'c'],
      ['plan', 'd'],
    ])
  })

  it('is looked for in one connector when its wake names it', async () => {
    const scene = sinkSceneBefore(() => ({}))
    for (const name of ['a', 'b'])
      await createConnector(scene.table, { name, type: 'sink', config: {}, wanted: 'RUNNING' })
    expect(names(await look(scene, { connector: 'b' }))).toEqual([['plan', 'b']])
  })

  it('is neither what runs, nor what is idle, nor what is paused', async () => {
    const scene = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        meanwhile.push(...(await look(scene)))
        return undefined
      },
    }))
    const meanwhile: unknown[] = []
    await scene.run()
    expect(meanwhile).toEqual([])
    expect(await look(scene)).toEqual([])
    await scene.clock.sleep(2_001)
    await setWanted(scene.table, 'numbers', 'PAUSED')
    await scene.plan('numbers')
    expect(await look(scene)).toEqual([])
  })

  it('is what has died: its lease has ended', async () => {
    let dead = false
    const scene = await sourceScene(
      () => ({
        async *read() {
          await new Promise(() => {})
          return undefined
        },
      }),
      {
        tableRoute: async (request, land) => {
          if (dead && request.writes.some(({ kind }) => kind === 'checkpoint')) return new Promise(() => {})
          return land()
        },
      },
    )
    await look(scene)
    void scene.run()
    await scene.clock.sleep(1_000)
    dead = true
    await scene.clock.sleep(28_000)
    expect(await look(scene)).toEqual([])
    await scene.clock.sleep(2_000)
    expect(names(await look(scene))).toEqual([['source', 'numbers', 0]])
  })
})

describe('a sink that waits', () => {
  const waiting = async (flushed: Flushed, values: readonly string[] = ['a', 'b']) => {
    const scene = await sinkScene([values], () => ({ flush: async () => flushed }))
    await scene.run()
    await scene.clock.sleep(60_000)
    return scene
  }

  it('is left out until its topic has a record for it', async () => {
    const scene = await waiting({})
    expect(await look(scene)).toEqual([])
    expect(await look(scene, { connector: 'archive' })).toEqual([])
    await scene.cluster.append('t', ['c'])
    expect(names(await look(scene))).toEqual([['sink', 'archive', 0]])
  })

  it('is left out until its topic has what its writer waits for, or its time has come', async () => {
    const partition = { ...of, offset: 0, waitsFor: 4, waitsUntil: Date.now() + 3_600_000 }
    const byOffset = await waiting({ partitions: [partition] })
    await byOffset.cluster.append('t', ['c'])
    expect(await look(byOffset)).toEqual([])
    await byOffset.cluster.append('t', ['d'])
    expect(names(await look(byOffset))).toEqual([['sink', 'archive', 0]])

    const byTime = await waiting({ partitions: [partition] })
    const sinks = async () => names(await look(byTime)).filter(([role]) => role === 'sink')
    await byTime.clock.sleep(3_500_000)
    expect(await sinks()).toEqual([])
    await byTime.clock.sleep(60_000)
    expect(await sinks()).toEqual([['sink', 'archive', 0]])
  })

  it('takes no slot from others', async () => {
    const scene = await waiting({})
    await createConnector(scene.table, { name: 'other', type: 'sink', config: {}, wanted: 'RUNNING' })
    expect(names(await look(scene, { slots: 1 }))).toEqual([['plan', 'other']])
  })

  it('is run when Kafka cannot be reached, so that its status says so', async () => {
    let reachable = true
    const scene = await sinkScene([['a']], () => ({}), {
      kafkaRoute: async (_request, land) => {
        if (!reachable) throw new Error('No broker can be reached')
        return land()
      },
    })
    await scene.run()
    await scene.clock.sleep(60_000)
    reachable = false
    expect(names(await look(scene))).toEqual([['sink', 'archive', 0]])
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('archive')).status.trace).toContain('No broker can be reached')
  })

  it('is run when its topic was created anew and is shorter now', async () => {
    const scene = await waiting({}, ['a', 'b', 'c'])
    scene.cluster.deleteTopic('t')
    await scene.cluster.append('t', ['d'])
    expect(names(await look(scene))).toEqual([['sink', 'archive', 0]])
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    await scene.clock.sleep(60_000)
    expect(await look(scene)).toEqual([])
  })
})
