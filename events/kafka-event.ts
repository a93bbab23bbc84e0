import { field, object } from './read.ts'

/** A record as Lambda's poller passes it on: bytes in base64, `null` or absent where the record has none. */
export interface KafkaEventRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** ms since the epoch */
  readonly timestamp: number
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME' | 'NO_TIMESTAMP_TYPE'
  readonly key?: string | null
  readonly value?: string | null
  /** in their order, one name each; bytes as numbers, as Java has them (−128 to 127) or unsigned */
  readonly headers: readonly Readonly<Record<string, readonly number[] | null>>[]
}

/**
 * Records that an event source mapping hands to a function, by `topic-partition`, in the order of their offsets.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html, https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 */
export interface KafkaEvent {
  readonly eventSource: 'aws:kafka' | 'SelfManagedKafka' | 'aws:SelfManagedKafka'
  /** of the MSK cluster */
  readonly eventSourceArn?: string
  readonly bootstrapServers?: string
  readonly records: Readonly<Record<string, readonly KafkaEventRecord[]>>
}

/**
 * What failed of an event, when the mapping has `ReportBatchItemFailures`: of each partition named, this offset and what
 * follows comes again. `partition` is the event's key, and the offset must be in the event, or all of it comes again.
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export interface KafkaEventResult {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number }
  }[]
}

const optionalText = (record: Readonly<Record<string, unknown>>, name: 'key' | 'value') =>
  record[name] == null ? { [name]: null } : { [name]: field(record, name, String) }

const isBytes = (value: unknown): value is readonly number[] | null =>
  value === null || (Array.isArray(value) && value.every(Number.isInteger))

const readHeader = (input: unknown): Readonly<Record<string, readonly number[] | null>> => {
  const header = object('header', input)
  for (const [name, value] of Object.entries(header))
    if (!isBytes(value))
      throw new TypeError(`header ${name}: got ${JSON.stringify(value)}, expected numbers or null`)
  return header as Readonly<Record<string, readonly number[] | null>>
}

const headersOf = ({ headers }: Readonly<Record<string, unknown>>) => {
  if (headers == null) return []
  if (Array.isArray(headers)) return headers.map(readHeader)
  throw new TypeError(`headers: got ${JSON.stringify(headers)}, expected an array`)
}

const readRecord = (input: unknown): KafkaEventRecord => {
  const record = object('record', input)
  return {
    topic: field(record, 'topic', String),
    // the documentation's own sample has it as text
    partition: field({ partition: Number(record.partition ?? Number.NaN) }, 'partition', Number),
    offset: field(record, 'offset', Number),
    timestamp: field(record, 'timestamp', Number),
    timestampType: field(record, 'timestampType', 'CREATE_TIME', 'LOG_APPEND_TIME', 'NO_TIMESTAMP_TYPE'),
    ...optionalText(record, 'key'),
    ...optionalText(record, 'value'),
    headers: headersOf(record),
  }
}

const readRecords = ([name, records]: readonly [string, unknown]) => {
  if (Array.isArray(records)) return [name, records.map(readRecord)] as const
  throw new TypeError(`records of ${name}: got ${JSON.stringify(records)}, expected an array`)
}

/** Reads an event of an MSK cluster or of a self-managed one; what neither has is left out. */
export const readKafkaEvent = (input: unknown): KafkaEvent => {
  const event = object('KafkaEvent', input)
  return {
    eventSource: field(event, 'eventSource', 'aws:kafka', 'SelfManagedKafka', 'aws:SelfManagedKafka'),
    ...(event.eventSourceArn != null && { eventSourceArn: field(event, 'eventSourceArn', String) }),
    ...(event.bootstrapServers != null && { bootstrapServers: field(event, 'bootstrapServers', String) }),
    records: Object.fromEntries(Object.entries(object('records', event.records)).map(readRecords)),
  }
}

const records: KafkaEvent['records'] = {
  'orders-0': [
    {
      topic: 'orders',
      partition: 0,
      offset: 15,
      timestamp: 1_790_000_000_000,
      timestampType: 'CREATE_TIME',
      key: 'b3JkZXItMQ==',
      value: 'SGVsbG8=',
      headers: [{ trace: [104, -61, -92] }],
    },
    {
      topic: 'orders',
      partition: 0,
      offset: 16,
      timestamp: 1_790_000_000_001,
      timestampType: 'CREATE_TIME',
      key: null,
      value: null,
      headers: [],
    },
  ],
}

export const sampleMskEvent: KafkaEvent = {
  eventSource: 'aws:kafka',
  eventSourceArn:
    'arn:aws:kafka:us-east-1:123456789012:cluster/orders/6d2b4c5e-0000-4000-8000-000000000000-1',
  bootstrapServers: 'b-1.orders.abcdef.c1.kafka.us-east-1.amazonaws.com:9098',
  records,
}

export const sampleSelfManagedKafkaEvent: KafkaEvent = {
  eventSource: 'SelfManagedKafka',
  bootstrapServers: 'kafka-1.example.com:9092,kafka-2.example.com:9092',
  records,
}

export const sampleKafkaEventResult: KafkaEventResult = {
  batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 16 } }],
}
