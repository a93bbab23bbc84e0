import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { defineSource, type SourcePlan } from '../../../connectors/sdk/source.ts'
import { deleteConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { openScene } from './scene/scene.ts'
import { sinkSceneBefore } from './scene/scripted-sink.ts'

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
    const scene = sink({ topics: '', 'topics.regex': 'order.*' })
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
