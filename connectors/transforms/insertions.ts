import { ConnectError } from '../sdk/errors.ts'
import type { ConnectRecord, SinkRecord } from '../sdk/record.ts'
import { type Field, type PrimitiveSchema, STRING, TIMESTAMP } from '../sdk/schema.ts'
import type { Value } from '../sdk/value.ts'

/** Names of fields, maybe with `!` or `?` at the end, by their keys of the configuration, and the fixed text. */
export interface InsertedNames {
  readonly 'topic.field': string | null
  readonly 'partition.field': string | null
  readonly 'offset.field': string | null
  readonly 'timestamp.field': string | null
  readonly 'static.field': string | null
  readonly 'static.value': string | null
}

/** Reads from a record what a field is to hold; `null` when the record has no such thing. */
interface Insertion {
  readonly field: Field
  /** as the field's schema has it */
  readonly typed: (record: ConnectRecord) => Value
  /** without a schema */
  readonly plain: (record: ConnectRecord) => Value
}

const isSinkRecord = (record: ConnectRecord): record is SinkRecord => 'original' in record

const offsetOf = (record: ConnectRecord): Value => {
  if (isSinkRecord(record)) return record.offset
  throw new ConnectError(
    'DATA',
    'Only SinkRecord supported for [field insertion], found: org.apache.kafka.connect.source.SourceRecord',
  )
}
const partitionOf = ({ kafkaPartition }: ConnectRecord): Value => kafkaPartition ?? null
const millisOf = ({ timestamp }: ConnectRecord): Value => timestamp ?? null
const dateOf = ({ timestamp }: ConnectRecord): Value => (timestamp === undefined ? null : new Date(timestamp))

type Read = Insertion['typed']

const insertion = (name: string | null, schema: PrimitiveSchema, typed: Read, plain = typed): Insertion[] => {
  if (name === null) return []
  const required = name.endsWith('!')
  return [
    {
      field: {
        name: required || name.endsWith('?') ? name.slice(0, -1) : name,
        schema: required ? schema : { ...schema, optional: true },
      },
      typed,
      plain,
    },
  ]
}

export const insertionsOf = (names: InsertedNames): readonly Insertion[] => [
  ...insertion(names['topic.field'], STRING, ({ topic }) => topic),
  ...insertion(names['partition.field'], { type: 'int32' }, partitionOf),
  ...insertion(names['offset.field'], { type: 'int64' }, offsetOf),
  ...insertion(names['timestamp.field'], TIMESTAMP, dateOf, millisOf),
  ...insertion(names['static.field'], STRING, () => names['static.value']),
]
