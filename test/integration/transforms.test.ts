import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'

type Properties = Readonly<Record<string, string>>

const soon = { timeout: 30_000, interval: 100 }
const topic = 'marked-lines'
const json = { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' }
const of = (name: string) => `org.apache.kafka.connect.transforms.${name}`

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
  await pipeline.topics.create(topic)
})
afterAll(() => pipeline?.close())

const source = async (name: string, config: Properties) => {
  const file = join(pipeline.dir, `${name}.txt`)
  await writeFile(file, '')
  await pipeline.connect().rest.create(name, {
    'connector.class': 'FileStreamSource',
    file,
    topic: 'raw-lines',
    ...json,
    ...config,
  })
  return file
}

/** Lines become structs with the topic that they were for, in another one. */
const chain: Properties = {
  transforms: 'hoist,insert,move',
  'transforms.hoist.type': of('HoistField$Value'),
  'transforms.hoist.field': 'line',
  'transforms.insert.type': of('InsertField$Value'),
  'transforms.insert.topic.field': 'from',
  'transforms.move.type': of('RegexRouter'),
  'transforms.move.regex': 'raw-(.*)',
  'transforms.move.replacement': 'marked-$1',
}

test('records pass the transformations of a source and of a sink, whose predicate drops some', async () => {
  const kept = await source('kept', chain)
  const marked = await source('marked', {
    ...chain,
    transforms: `mark,${chain.transforms}`,
    'transforms.mark.type': 'InsertHeader',
    'transforms.mark.header': 'marked',
    'transforms.mark.value.literal': 'true',
  })
  const file = join(pipeline.dir, 'out.txt')
  await pipeline.connect().rest.create('chain-sink', {
    'connector.class': 'FileStreamSink',
    file,
    topics: topic,
    ...json,
    transforms: 'drop,line',
    'transforms.drop.type': 'Filter',
    'transforms.drop.predicate': 'isMarked',
    'transforms.line.type': of('ExtractField$Value'),
    'transforms.line.field': 'line',
    predicates: 'isMarked',
    'predicates.isMarked.type': 'HasHeaderKey',
    'predicates.isMarked.name': 'marked',
  })
  await appendLines(kept, 'one', 'two')
  await vi.waitFor(async () => expect(await pipeline.topics.end(topic)).toBe(2), soon)
  await appendLines(marked, 'secret', 'hidden')
  await vi.waitFor(async () => expect(await pipeline.topics.end(topic)).toBe(4), soon)
  await appendLines(kept, 'three')

  await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toBe('one\ntwo\nthree\n'), soon)
  const [first] = await pipeline.topics.values(topic)
  expect(JSON.parse(String(first)).payload).toEqual({ line: 'one', from: 'raw-lines' })
  await vi.waitFor(async () => {
    const [position] = await pipeline.connect().rest.offsets('chain-sink')
    expect(position?.offset).toEqual({ kafka_offset: 5 })
  }, soon)
})

test('a record that a transformation cannot take says so in the status', async () => {
  const file = await source('failing', {
    transforms: 'hoist,cast',
    'transforms.hoist.type': of('HoistField$Value'),
    'transforms.hoist.field': 'line',
    'transforms.cast.type': of('Cast$Value'),
    'transforms.cast.spec': 'line:int8',
  })
  await appendLines(file, 'no number')
  await vi.waitFor(async () => {
    const { tasks } = await pipeline.connect().rest.status('failing')
    expect(tasks[0]?.state).toBe('FAILED')
    expect(tasks[0]?.trace).toContain(
      `stage TRANSFORMATION, class ${of('Cast$Value')}): Value (no number) was out of range for requested data type (field line)`,
    )
  }, soon)
})
