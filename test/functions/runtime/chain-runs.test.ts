import { describe, expect, it } from 'vitest'
import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import { collecting, sinkScene, valuesOf } from './scene/scripted-sink.ts'
import { numbered, once, sourceScene } from './scene/scripted-source.ts'

type Properties = Readonly<Record<string, string>>

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const both = { 'key.converter': STRING, 'value.converter': STRING }

const appending = (alias: string, text: string): Properties => ({
  [`transforms.${alias}.type`]: 'com.example.Append$Value',
  [`transforms.${alias}.text`]: text,
})
const whenValueIs = (value: string): Properties => ({
  predicates: 'p',
  'predicates.p.type': 'com.example.ValueIs',
  'predicates.p.value': value,
})
const dropping: Properties = {
  transforms: 'd',
  'transforms.d.type': 'com.example.Drop',
  'transforms.d.predicate': 'p',
}

const texts = (...values: readonly string[]): readonly SourceRecord[] =>
  values.map((value, i) => numbered('a', i + 1, { value: { schema: undefined, value } }))

const source = (records: readonly SourceRecord[], config: Properties) =>
  sourceScene(() => ({ read: once({ records }) }), { config: { ...both, ...config } })

const sink = async (values: readonly string[], config: Properties) => {
  const got = collecting()
  const scene = await sinkScene([values], () => got.writer, { config: { ...both, ...config } })
  return { ...scene, got }
}

describe('the transformations of a source', () => {
  it('are applied in the order of their list', async () => {
    const scene = await source(texts('x'), {
      transforms: 'b, a',
      ...appending('a', '1'),
      ...appending('b', '2'),
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect(scene.cluster.values('topic-a')).toEqual(['x21'])
  })

  it.each([
    ['', ['x', 'y!', 'z']],
    ['true', ['x!', 'y', 'z!']],
  ])('are for the records that the predicate tells (negate=%s)', async (negate, expected) => {
    const scene = await source(texts('x', 'y', 'z'), {
      transforms: 'a',
      ...appending('a', '!'),
      ...whenValueIs('y'),
      'transforms.a.predicate': 'p',
      ...(negate && { 'transforms.a.negate': negate }),
    })
    await scene.run()
    expect(scene.cluster.values('topic-a')).toEqual(expected)
  })

  it('drop records, whose offsets are stored all the same', async () => {
    const scene = await source(texts('x', 'y'), { ...dropping, ...whenValueIs('y') })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toEqual(['x'])
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
  })

  it('may drop everything', async () => {
    const scene = await source(texts('y', 'y'), { ...dropping, ...whenValueIs('y') })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(await scene.cluster.kafka.topicNames()).toEqual([])
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
  })

  it('send records to topics that are created by their new names', async () => {
    const scene = await source(texts('x'), {
      transforms: 'r',
      'transforms.r.type': 'Route',
      'transforms.r.topic': 'elsewhere',
      'topic.creation.groups': 'g',
      'topic.creation.g.include': 'else.*',
      'topic.creation.g.partitions': '3',
      'topic.creation.default.partitions': '1',
      'topic.creation.default.replication.factor': '1',
    })
    await scene.run()
    expect(scene.cluster.values('elsewhere')).toEqual(['x'])
    const [topic] = await scene.cluster.kafka.topics(['elsewhere'])
    expect(topic?.partitions).toHaveLength(3)
    expect(await scene.cluster.kafka.topicNames()).toEqual(['elsewhere'])
  })

  it('are opened anew in each slice', async () => {
    const scene = await sourceScene(() => ({ read: once({ records: texts('x', 'y') }) }), {
      config: { ...both, transforms: 'n', 'transforms.n.type': 'Count' },
    })
    await scene.run()
    await scene.run()
    const numbers = scene.cluster.records('topic-a').map(({ headers }) => String(headers?.[0]?.value))
    expect(numbers).toEqual(['1', '2', '1', '2'])
  })

  it('blame a record by their class, with what came before it delivered', async () => {
    const records = [...texts('x'), numbered('a', 2, { value: { schema: undefined, value: 7 } })]
    const scene = await source(records, { transforms: 'a', ...appending('a', '!') })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.cluster.values('topic-a')).toEqual(['x!'])
    const { progress, status } = await scene.task('numbers')
    expect(progress).toEqual({ '{"p":"a"}': { offset: '{"n":1}' } })
    expect(status.trace).toContain(
      'A record cannot be transformed (topic topic-a, source partition {"p":"a"}, offset {"n":2}, stage TRANSFORMATION, class com.example.Append$Value): Not a text: 7',
    )
  })

  it('may have a mistake, which is tolerated as any other', async () => {
    const scene = await source(texts('x', 'break', 'z'), {
      transforms: 'b',
      'transforms.b.type': 'Broken',
      'errors.tolerance': 'all',
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toEqual(['x', 'z'])
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":3}' } })
  })
})

describe('the transformations of a sink', () => {
  it('give it what they make of a record, which keeps where it comes from', async () => {
    const { run, got, stored } = await sink(['x', 'y'], {
      transforms: 'r,a',
      'transforms.r.type': 'Route',
      'transforms.r.topic': 'elsewhere',
      ...appending('a', '!'),
    })
    expect(await run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(valuesOf(got.records)).toEqual(['x!', 'y!'])
    expect(got.records[1]).toMatchObject({
      topic: 'elsewhere',
      kafkaPartition: 0,
      offset: 1,
      original: { topic: 't', partition: 0, offset: 1 },
    })
    expect(await stored()).toMatchObject({ offset: '{"kafka_offset":2}' })
  })

  it('drop records, behind which it goes on', async () => {
    const { run, got, stored } = await sink(['x', 'y'], { ...dropping, ...whenValueIs('y') })
    expect(await run()).toMatchObject({ outcome: 'idle' })
    expect(valuesOf(got.records)).toEqual(['x'])
    expect(await stored()).toMatchObject({ offset: '{"kafka_offset":2}' })
  })

  it('put what they cannot take into the dead letter queue, as it was', async () => {
    const { run, got, cluster } = await sink(['x', 'break'], {
      transforms: 'a,b',
      ...appending('a', ''),
      'transforms.b.type': 'Broken',
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'dlq',
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
    })
    expect(await run()).toMatchObject({ outcome: 'idle' })
    expect(valuesOf(got.records)).toEqual(['x'])
    const [letter] = cluster.records('dlq')
    expect(String(letter?.value)).toBe('break')
    const headers = Object.fromEntries((letter?.headers ?? []).map(({ key, value }) => [key, String(value)]))
    expect(headers).toMatchObject({
      '__connect.errors.stage': 'TRANSFORMATION',
      '__connect.errors.class.name': 'com.example.Broken',
      '__connect.errors.offset': '1',
    })
    expect(headers['__connect.errors.exception.message']).toContain('it is undefined')
    expect(headers['__connect.errors.exception.stacktrace']).toContain('TypeError')
  })
})

it('a chain that is wrong fails before anything is read', async () => {
  const scene = await sourceScene(
    () => {
      throw new Error('it was opened')
    },
    { config: { transforms: 'a', 'transforms.a.type': 'Nope' } },
  )
  const { status } = (await scene.connector('numbers')) ?? {}
  expect(status?.trace).toContain('Class Nope could not be found')
})
