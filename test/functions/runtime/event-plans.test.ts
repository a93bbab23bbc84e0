import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import {
  configureConnector,
  deleteConnector,
  restartTask,
  setWanted,
} from '../../../functions/runtime/state/connectors.ts'
import { eventScene, eventSceneBefore } from './scene/event-scene.ts'
import { collecting } from './scene/scripted-sink.ts'

const offset = (n: number) => `{"kafka_offset":${n}}`
const values = ['a', 'b', 'c', 'd']
const of = { topic: 't', partition: 0 } as const

type Scene = Awaited<ReturnType<typeof eventScene>>

const configure = async (scene: Scene, over: Readonly<Record<string, string>>) => {
  await configureConnector(scene.table, 'archive', ({ type, config }) => ({
    type,
    config: { ...config, ...over },
  }))
}

const groupOffset = async (scene: Scene, group = 'connect-archive') =>
  (await scene.cluster.kafka.groupOffsets(group, [of]))[0]?.offset

describe('the plan of a sink that events feed', () => {
  it('has one task without partitions, and a mapping a topic', async () => {
    const scene = eventSceneBefore(() => ({}), { config: { topics: 't,u', 'tasks.max': '3' } })
    await scene.cluster.append('t', ['a'])
    await scene.cluster.append('u', ['b'], 1)
    expect(await scene.begin()).toBe('waiting')
    expect(await scene.settle()).toBe('planned')
    expect(await scene.task('archive')).toMatchObject({ partitions: [], gone: false, wanted: 'RUNNING' })
    expect(scene.mappings.calls).toEqual(['attach archive', 'create t', 'create u'])
    expect(scene.mappings.settings()[1]).toEqual({
      topic: 'u',
      group: 'connect-archive',
      startingPosition: 'earliest',
      enabled: true,
      batchSize: 100,
      batchWindow: 500,
      filter: '',
      onFailure: '',
      pollers: null,
    })
    expect([await scene.partition('t'), await scene.partition('u', 1)]).toMatchObject([
      { offset: offset(0), fed: 1 },
      { offset: offset(0), fed: 1 },
    ])
  })

  it('runs no slices', async () => {
    const scene = await eventScene(values, () => ({}))
    expect(await scene.run()).toMatchObject({ outcome: 'nothing' })
    expect((await scene.task('archive')).dueAt).toBeUndefined()
  })

  it('made again changes nothing', async () => {
    const scene = await eventScene(values, () => ({}))
    const before = await scene.partition()
    expect(await scene.plan('archive')).toBe('planned')
    expect(await scene.partition()).toEqual(before)
    expect(scene.mappings.calls).toEqual(['attach archive', 'create t'])
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 300_000)
  })

  it('begins where the consumer group stands', async () => {
    const scene = eventSceneBefore(() => ({}))
    await scene.cluster.append('t', values)
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ ...of, offset: 2 }])
    await scene.begin()
    expect(await scene.partition()).toMatchObject({ offset: offset(2) })
  })

  it('begins where auto.offset.reset says, and sets the group there before a mapping is made', async () => {
    const scene = eventSceneBefore(() => ({}), {
      config: { 'consumer.override.auto.offset.reset': 'latest', 'consumer.override.group.id': 'mine' },
    })
    await scene.cluster.append('t', values)
    await scene.begin()
    expect(await scene.partition()).toMatchObject({ offset: offset(4) })
    expect(await groupOffset(scene, 'mine')).toBe(4)
    expect(scene.mappings.settings()).toMatchObject([{ group: 'mine', startingPosition: 'latest' }])
  })

  it('gives new partitions to events without disturbing the others', async () => {
    const scene = await eventScene(values, () => ({}))
    await scene.send([{ from: 0, values: ['a'] }])
    const before = await scene.partition()
    scene.cluster.extendTopic('t', 2)
    expect(await scene.plan('archive')).toBe('planned')
    expect(await scene.partition('t', 1)).toMatchObject({ offset: offset(0), fed: 1 })
    expect(await scene.partition()).toEqual(before)
  })

  it('has its task shown as running when that is restarted', async () => {
    const scene = await eventScene(values, () => ({
      flush: async () => {
        throw new Error('the target is full')
      },
    }))
    await scene.send([{ from: 0, values: ['a'] }]).catch(() => undefined)
    expect((await scene.task('archive')).status.state).toBe('FAILED')
    await restartTask(scene.table, 'archive', 0)
    const task = await scene.task('archive')
    expect(task.status).toEqual({ state: 'RUNNING' })
    expect(task.dueAt).toBeUndefined()
  })

  it('fails where nothing can make event sources', async () => {
    const scene = eventSceneBefore(() => ({}))
    const { eventSources: _, ...without } = scene.runtime
    await scene.cluster.append('t', values)
    await scene.begin()
    const { plan } = await import('../../../functions/plan/plan.ts')
    expect(await plan(without)({ version: 1, role: 'plan', connector: 'archive' })).toBe('failed')
  })
})

describe('event source mappings', () => {
  it('are changed with the configuration', async () => {
    const scene = await eventScene(values, () => ({}))
    await configure(scene, {
      'event.batch.size': '7',
      'event.batch.window.ms': '3000',
      'event.filter': '{"value":["a"]}',
      'event.on.failure.destination': 'kafka://failed',
      'event.provisioned.pollers.min': '1',
      'event.provisioned.pollers.max': '3',
    })
    await scene.settle()
    expect(scene.mappings.calls.slice(2)).toEqual(['update t'])
    expect(scene.mappings.settings()).toMatchObject([
      {
        batchSize: 7,
        batchWindow: 3_000,
        filter: '{"value":["a"]}',
        onFailure: 'kafka://failed',
        pollers: { min: 1, max: 3 },
      },
    ])
  })

  it('are made anew for what cannot be changed, when the old one is gone', async () => {
    const scene = await eventScene(values, () => ({}))
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    await configure(scene, { 'consumer.override.group.id': 'mine' })
    expect(await scene.plan('archive')).toBe('waiting')
    expect(await scene.plan('archive')).toBe('waiting')
    expect(scene.mappings.calls.slice(2)).toEqual(['delete t'])
    await scene.settle()
    expect(scene.mappings.calls.slice(2)).toEqual(['delete t', 'create t'])
    expect(await groupOffset(scene, 'mine')).toBe(2)
  })

  it.each(['PAUSED', 'STOPPED'] as const)('are disabled while the connector is %s', async wanted => {
    const scene = await eventScene(values, () => ({}))
    await scene.send([{ from: 0, values: ['a'] }])
    await setWanted(scene.table, 'archive', wanted)
    expect(await scene.settle()).toBe('planned')
    expect(scene.mappings.settings()).toMatchObject([{ enabled: false }])
    await setWanted(scene.table, 'archive', 'RUNNING')
    expect(await scene.settle()).toBe('planned')
    expect(scene.mappings.settings()).toMatchObject([{ enabled: true }])
    expect(scene.mappings.calls.slice(2)).toEqual(['update t', 'update t'])
    expect(await groupOffset(scene, 'connect-archive')).toBe(1)
  })

  it('are made of topics that are there, and stay when these are gone for a while', async () => {
    const scene = eventSceneBefore(() => ({}), { config: { topics: 't,later' } })
    await scene.cluster.append('t', values)
    await scene.begin()
    await scene.settle()
    expect(scene.mappings.settings().map(({ topic }) => topic)).toEqual(['t'])
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 1_000)
    await scene.cluster.append('later', ['x'])
    await scene.settle()
    scene.cluster.deleteTopic('t')
    await scene.settle()
    expect(scene.mappings.settings().map(({ topic }) => topic)).toEqual(['t', 'later'])
  })

  it('that have a problem fail the connector until it is gone', async () => {
    const scene = await eventScene(values, () => ({}))
    scene.mappings.trouble('t', 'PROBLEM: Connection error')
    expect(await scene.plan('archive')).toBe('failed')
    expect((await scene.connector('archive'))?.status).toMatchObject({
      state: 'FAILED',
      trace: expect.stringContaining('topic t: PROBLEM: Connection error'),
    })
    scene.mappings.trouble('t', undefined)
    expect(await scene.plan('archive')).toBe('planned')
  })

  it('are deleted with the connector', async () => {
    const scene = await eventScene(values, () => ({}))
    await deleteConnector(scene.table, 'archive')
    expect(await scene.settle()).toBe('planned')
    expect(scene.mappings.settings()).toEqual([])
    expect(scene.mappings.calls.slice(2)).toEqual(['delete t', 'detach archive'])
    expect(scene.mappings.attached.size).toBe(0)
    await scene.plan('archive')
    expect(scene.mappings.calls).toHaveLength(4)
  })

  it('are disabled without Kafka', async () => {
    let reachable = true
    const scene = await eventScene(values, () => ({}), {
      kafkaRoute: async (_request, land) => {
        if (!reachable) throw new ConnectError('KAFKA', 'No broker can be reached')
        return land()
      },
    })
    reachable = false
    await setWanted(scene.table, 'archive', 'PAUSED')
    expect(await scene.settle()).toBe('planned')
    expect(scene.mappings.settings()).toMatchObject([{ enabled: false }])
  })

  it('are not looked for where there never was one', async () => {
    const scene = await eventScene(values, () => ({}), { config: { 'run.mode': 'schedule' } })
    await scene.plan('archive')
    expect(scene.mappings.calls).toEqual([])
  })
})

describe('a switch', () => {
  it('from fetching to events goes on where the fetching ended', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer, { config: { 'run.mode': 'schedule' } })
    await scene.run()
    expect(await scene.stored()).toMatchObject({ offset: offset(4) })
    await configure(scene, { 'run.mode': 'event' })
    await scene.settle()
    expect((await scene.task('archive')).progress).toEqual({})
    expect(await scene.partition()).toMatchObject({ offset: offset(4), fed: 2 })
    await scene.cluster.append('t', ['e'])
    await scene.send([{ from: 2, values: ['c', 'd', 'e'] }])
    expect(got.values()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('from fetching to events waits for the run that fetches', async () => {
    const scene = await eventScene(values, () => ({}), { config: { 'run.mode': 'continuous' } })
    const run = scene.run()
    await scene.clock.sleep(100)
    await configure(scene, { 'run.mode': 'event' })
    expect(await scene.plan('archive')).toBe('waiting')
    expect(await scene.partition()).toBeUndefined()
    expect(scene.mappings.calls).toEqual([])
    await run
    expect(await scene.settle()).toBe('planned')
    expect(await scene.partition()).toMatchObject({ offset: offset(4) })
  })

  it('from events to fetching goes on where the events ended, and no event does', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    await configure(scene, { 'run.mode': 'schedule' })
    await scene.plan('archive')
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(got.values()).toEqual(values)
    await expect(scene.send([{ from: 2, values: ['c'] }])).rejects.toThrow('takes no events')
    await scene.settle()
    expect(scene.mappings.settings()).toEqual([])
    expect(await scene.stored()).toMatchObject({ offset: offset(4) })
  })

  it('there and back again loses nothing and repeats nothing', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    await scene.send([{ from: 0, values: ['a'] }])
    for (const [mode, step] of [
      ['schedule', () => scene.run()],
      ['event', () => scene.send([{ from: 4, values: ['e'] }])],
      ['schedule', () => scene.run()],
    ] as const) {
      await configure(scene, { 'run.mode': mode })
      await scene.settle()
      if (mode === 'event') await scene.cluster.append('t', ['e'])
      await step()
    }
    expect(got.values()).toEqual([...values, 'e'])
    expect(await scene.partition()).toMatchObject({ offset: offset(5) })
  })

  it.each([
    ['to fetching', { 'run.mode': 'schedule' }],
    ['to events without a filter', { 'event.filter': '' }],
  ])('%s goes on behind what a filter has passed over', async (_, change) => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer, {
      config: { 'event.filter': '{"value":["b"]}' },
    })
    await scene.send([{ from: 1, values: ['b'] }])
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ ...of, offset: 4 }])
    await configure(scene, change)
    await scene.settle()
    await scene.cluster.append('t', ['e'])
    if ('run.mode' in change) await scene.run()
    else await scene.send([{ from: 4, values: ['e'] }])
    expect(got.values()).toEqual(['b', 'e'])
  })

  it('to events without a filter reads again what was passed over meanwhile', async () => {
    const scene = await eventScene(values, () => ({}), { config: { 'event.filter': '{"value":["b"]}' } })
    await configure(scene, { 'event.filter': '' })
    expect(await scene.plan('archive')).toBe('waiting')
    expect(scene.mappings.calls.slice(2)).toEqual(['delete t'])
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ ...of, offset: 3 }])
    await scene.settle()
    expect(scene.mappings.calls.slice(2)).toEqual(['delete t', 'create t'])
    expect(await groupOffset(scene)).toBe(0)
  })

  it('stores nothing of an event run that began before it', async () => {
    let during = async () => {}
    const scene = await eventScene(values, () => ({
      flush: async () => {
        await during()
        return {}
      },
    }))
    during = async () => {
      during = async () => {}
      await configure(scene, { 'run.mode': 'schedule' })
      await scene.plan('archive')
      await scene.run()
    }
    await expect(scene.send([{ from: 0, values: ['a'] }])).rejects.toMatchObject({ code: 'FENCED' })
    expect(await scene.stored()).toMatchObject({ offset: offset(4) })
    expect(await scene.partition()).toMatchObject({ offset: offset(0) })
  })
})
