import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { deleteConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { sinkSceneBefore } from './scene/scripted-sink.ts'

const planned = (topics: readonly (readonly [string, number])[]) =>
  topics.map(([topic, partition]) => `{"kafka_partition":${partition},"kafka_topic":"${topic}"}`)

describe('the plan of a sink', () => {
  const sink = (over: Readonly<Record<string, string>>) => sinkSceneBefore(() => ({}), { config: over })

  it('shares the partitions of its topics out', async () => {
    const scene = sink({ topics: 't,u', 'tasks.max': '3' })
    await scene.cluster.kafka.createTopic({ name: 't', partitions: 3 })
    await scene.cluster.kafka.createTopic({ name: 'u', partitions: 2 })
    expect(await scene.begin()).toBe('planned')
    const tasks = await Promise.all([0, 1, 2].map(n => scene.task('archive', n)))
    expect(tasks.map(({ partitions }) => partitions)).toEqual([
      planned([
        ['t', 0],
        ['u', 0],
      ]),
      planned([
        ['t', 1],
        ['u', 1],
      ]),
      planned([['t', 2]]),
    ])
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 300_000)
  })

  it('does not depend on the order of Kafka’s answers', async () => {
    let turned = false
    const scene = sinkSceneBefore(() => ({}), {
      config: { topics: 't,u', 'tasks.max': '2' },
      kafkaRoute: async (request, land) => {
        const answer = land()
        const turn = turned && request.call === 'topics' && Array.isArray(answer)
        return turn ? (answer.toReversed() as typeof answer) : answer
      },
    })
    for (const topic of ['t', 'u']) await scene.cluster.append(topic, ['x'])
    await scene.begin()
    const before = [await scene.task('archive', 0), await scene.task('archive', 1)]
    turned = true
    await scene.plan('archive')
    expect([await scene.task('archive', 0), await scene.task('archive', 1)]).toEqual(before)
  })

  it('has no more tasks than there are partitions', async () => {
    const scene = sink({ topics: 't', 'tasks.max': '10' })
    await scene.cluster.kafka.createTopic({ name: 't', partitions: 2 })
    await scene.begin()
    expect((await scene.task('archive', 1)).partitions).toEqual(planned([['t', 1]]))
    await expect(scene.task('archive', 2)).rejects.toThrow('there is no task')
  })

  it('has new partitions when it is made again, without moving the others', async () => {
    const scene = sink({ topics: 't', 'tasks.max': '1' })
    await scene.cluster.kafka.createTopic({ name: 't', partitions: 1 })
    await scene.begin()
    scene.cluster.extendTopic('t', 3)
    await scene.plan('archive')
    expect((await scene.task('archive')).partitions).toEqual(
      planned([
        ['t', 0],
        ['t', 1],
        ['t', 2],
      ]),
    )
  })

  it('takes the topics whose whole name matches topics.regex, also those that come later', async () => {
    const scene = sink({ topics: '', 'topics.regex': '\\Qorder\\E.*+' })
    expect(await scene.begin()).toBe('planned')
    expect((await scene.task('archive')).partitions).toEqual([])
    expect(await scene.run()).toMatchObject({ outcome: 'nothing' })
    for (const topic of ['orders', 'reorders', 'order-lines']) await scene.cluster.append(topic, ['x'])
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 1_000)
    await scene.plan('archive')
    expect((await scene.task('archive')).partitions.toSorted()).toEqual(
      planned([
        ['order-lines', 0],
        ['orders', 0],
      ]),
    )
  })

  it('looks for new partitions and topics as often as metadata.max.age.ms says', async () => {
    const scene = sink({ 'consumer.override.metadata.max.age.ms': '7000' })
    await scene.cluster.append('t', ['a'])
    await scene.begin()
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 7_000)
  })

  it('runs with the topics that are there, and looks soon for those that are not', async () => {
    const scene = sink({ topics: 't,missing' })
    await scene.cluster.append('t', ['a'])
    expect(await scene.begin()).toBe('planned')
    expect((await scene.task('archive')).partitions).toEqual(planned([['t', 0]]))
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 1_000)
    await scene.cluster.append('missing', ['b'])
    await scene.plan('archive')
    expect((await scene.task('archive')).partitions).toEqual(
      planned([
        ['missing', 0],
        ['t', 0],
      ]),
    )
  })

  it.each(['PAUSED', 'STOPPED'] as const)('needs no Kafka when %s is wanted', async wanted => {
    let reachable = true
    const scene = sinkSceneBefore(() => ({}), {
      kafkaRoute: async (_request, land) => {
        if (!reachable) throw new ConnectError('KAFKA', 'No broker can be reached')
        return land()
      },
    })
    await scene.cluster.append('t', ['a'])
    await scene.begin()
    reachable = false
    await setWanted(scene.table, 'archive', wanted)
    expect(await scene.plan('archive')).toBe('planned')
    const task = await scene.task('archive')
    expect(task).toMatchObject({ wanted, gone: wanted === 'STOPPED' })
    expect(task.dueAt).toBeUndefined()
    await setWanted(scene.table, 'archive', 'RUNNING')
    expect(await scene.plan('archive')).toBe('failed')
    reachable = true
    expect(await scene.plan('archive')).toBe('planned')
    expect(await scene.task('archive')).toMatchObject({ wanted: 'RUNNING', gone: false, dueAt: scene.now() })
  })

  it('takes down the tasks of a connector that was deleted', async () => {
    const scene = sink({ topics: 't' })
    await scene.cluster.append('t', ['a'])
    await scene.begin()
    await deleteConnector(scene.table, 'archive')
    expect(await scene.plan('archive')).toBe('planned')
    expect(await scene.task('archive')).toMatchObject({ gone: true, partitions: [], wanted: 'STOPPED' })
    expect(await scene.run()).toMatchObject({ outcome: 'nothing' })
  })

  it('of a connector that does not exist is nothing', async () => {
    expect(await sink({}).plan('absent')).toBe('nothing')
  })
})
