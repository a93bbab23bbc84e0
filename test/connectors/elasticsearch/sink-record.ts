import type { Datum, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import type { Value } from '../../../connectors/sdk/value.ts'

export const sinkRecord = (value: Datum, more: Partial<SinkRecord> = {}): SinkRecord => ({
  topic: 'orders',
  kafkaPartition: 1,
  offset: 42,
  original: { topic: 'orders', partition: 1, offset: 42 },
  key: { schema: undefined, value: null },
  value,
  headers: [],
  timestamp: 1_700_000_000_123,
  timestampType: 'CREATE_TIME',
  ...more,
})

/** A struct's datum of its fields, each with its schema and value. */
export const structOf = (fields: Readonly<Record<string, readonly [Schema, Value]>>): Datum => ({
  schema: {
    type: 'struct',
    name: 'row',
    fields: Object.entries(fields).map(([name, [schema]]) => ({ name, schema })),
  },
  value: Object.fromEntries(Object.entries(fields).map(([name, [, value]]) => [name, value])),
})
