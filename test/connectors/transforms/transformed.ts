import { type ConfigDef, parseConfig } from '../../../connectors/sdk/config.ts'
import type { Datum, SinkRecord, SourceRecord } from '../../../connectors/sdk/record.ts'
import type { Field, Schema, StructSchema } from '../../../connectors/sdk/schema.ts'
import type { TransformDefinition } from '../../../connectors/sdk/transform.ts'
import { newStruct, type Value } from '../../../connectors/sdk/value.ts'

type Properties = Readonly<Record<string, string>>

export const opened = <D extends ConfigDef>(
  definition: TransformDefinition<D>,
  properties: Properties = {},
) => definition.open(parseConfig(definition.config, properties))

export const fields = (entries: Iterable<readonly [string, Value]>): Value => {
  const struct = newStruct()
  for (const [name, value] of entries) struct[name] = value
  return struct
}
export const object = (literal: Readonly<Record<string, Value>>): Value => fields(Object.entries(literal))

export const plain = (value: Value): Datum => ({ schema: undefined, value })
export const structOf = (schemas: Readonly<Record<string, Schema>>, rest = {}): StructSchema => ({
  type: 'struct',
  ...rest,
  fields: Object.entries(schemas).map(([name, schema]): Field => ({ name, schema })),
})

export const sinkRecord = (parts: Partial<SinkRecord>): SinkRecord => ({
  topic: 'orders',
  kafkaPartition: 3,
  key: plain(null),
  value: plain(null),
  headers: [],
  offset: Number.MAX_SAFE_INTEGER,
  timestampType: 'CREATE_TIME',
  original: { topic: 'orders', partition: 3, offset: 7 },
  ...parts,
})
export const sourceRecord = (parts: Partial<SourceRecord>): SourceRecord => ({
  topic: 'orders',
  key: plain(null),
  value: plain(null),
  headers: [],
  partition: { file: 'a' },
  offset: { position: 1 },
  ...parts,
})

/** The value that comes of a value, by one transformation. */
export const valueFrom =
  <D extends ConfigDef>(definition: TransformDefinition<D>, properties: Properties = {}) =>
  (value: Datum): Datum | undefined =>
    opened(definition, properties).apply(sinkRecord({ value }))?.value
