import { Kafka, logLevel } from 'kafkajs'
import { expect, vi } from 'vitest'
import { openPipeline, type Pipeline } from '../../helpers/pipeline.ts'

interface KeyedRecord {
  readonly key: string | null
  readonly value: string | null
}

interface Hit {
  readonly _id: string
  readonly _version?: number
  readonly _source: Readonly<Record<string, unknown>>
}

export const soon = { timeout: 60_000, interval: 200 }

/** Keys of a sink that goes on without bad records. */
export const tolerant = (dlq: string) => ({
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': dlq,
  'errors.deadletterqueue.topic.replication.factor': '1',
  'errors.deadletterqueue.context.headers.enable': 'true',
})

/** This project with a broker and a search engine, as a test sees them. */
export interface SearchScene extends Pipeline {
  /** creates a topic and appends records of partition 0, `batchSize` a record batch */
  append(topic: string, records: readonly KeyedRecord[], batchSize?: number): Promise<void>
  /** any request to the search engine; rejects when it is refused */
  ask(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>>
  /** all documents of an index, with versions, in no order */
  hits(index: string): Promise<readonly Hit[]>
  untilCount(index: string, count: number): Promise<void>
  /** creates a sink of JSON without schemas */
  sink(name: string, config: Readonly<Record<string, string>>): Promise<void>
  trace(name: string): Promise<string>
}

const appendRecords = async (
  kafka: Kafka,
  topic: string,
  records: readonly KeyedRecord[],
  batchSize: number,
) => {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    for (let start = 0; start < records.length; start += batchSize)
      await producer.send({ topic, messages: [...records.slice(start, start + batchSize)] })
  } finally {
    await producer.disconnect()
  }
}

export const openSearchScene = async (bootstrap: string, url: string): Promise<SearchScene> => {
  const pipeline = await openPipeline({ bootstrap, s3Endpoint: 'http://127.0.0.1:1' })
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 10 } })
  const ask: SearchScene['ask'] = async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const hits: SearchScene['hits'] = async index => {
    await ask('POST', `/${index}/_refresh`)
    const found = await ask('POST', `/${index}/_search?version=true`, { size: 10_000 })
    return (found.hits as { readonly hits: readonly Hit[] }).hits
  }
  return {
    ...pipeline,
    connect: pipeline.connect,
    append: (topic, records, batchSize = 500) => appendRecords(kafka, topic, records, batchSize),
    ask,
    hits,
    untilCount: (index, count) =>
      vi.waitFor(async () => {
        await ask('POST', `/${index}/_refresh`)
        expect((await ask('GET', `/${index}/_count`)).count).toBe(count)
      }, soon),
    sink: (name, config) =>
      pipeline.connect().rest.create(name, {
        'connector.class': 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
        'connection.url': url,
        'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
        'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
        'value.converter.schemas.enable': 'false',
        'schema.ignore': 'true',
        ...config,
      }),
    trace: async name => {
      const { connector, tasks } = await pipeline.connect().rest.status(name)
      return [connector.trace, ...tasks.map(task => task.trace)].join('\n')
    },
  }
}
