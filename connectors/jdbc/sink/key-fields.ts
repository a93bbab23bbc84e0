import { ConnectError } from '../../sdk/errors.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import { type Field, type PrimitiveSchema, type Schema, STRING, type StructSchema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { isPrimitive } from './record-check.ts'
import type { SinkSettings } from './settings.ts'

/** A column that records of one shape are written to. */
export interface SinkField {
  readonly name: string
  readonly schema: Schema
  readonly key: boolean
  /** `undefined` and null are null */
  readonly read: (record: SinkRecord) => unknown
}

export interface Schemas {
  readonly key: Schema | undefined
  /** absent: of tombstones */
  readonly value: Schema | undefined
  /** names and schemas of the headers, for `pk.mode=record_header` */
  readonly headers: readonly Field[]
}

/** Of `pk.mode=kafka`, when no others are named. */
export const DEFAULT_KAFKA_FIELDS = ['__connect_topic', '__connect_partition', '__connect_offset']

const refuse = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** As Java prints a list. */
const shown = (names: readonly string[]) => `[${names.join(', ')}]`

const fieldOf = (name: string, schema: Schema, read: SinkField['read']): SinkField => ({
  name,
  schema,
  key: true,
  read,
})

const INT32: PrimitiveSchema = { type: 'int32' }
const INT64: PrimitiveSchema = { type: 'int64' }

const kafkaKeys = ({ pkFields }: SinkSettings, table: string): readonly SinkField[] => {
  if (pkFields.length !== 0 && pkFields.length !== 3)
    refuse(
      `PK mode for table '${table}' is KAFKA so there should either be no field names defined for defaults ${shown(DEFAULT_KAFKA_FIELDS)} to be applicable, or exactly 3, defined fields are: ${shown(pkFields)}`,
    )
  const [topic = '', partition = '', offset = ''] = pkFields.length === 3 ? pkFields : DEFAULT_KAFKA_FIELDS
  return [
    fieldOf(topic, STRING, record => record.topic),
    fieldOf(partition, INT32, record => record.kafkaPartition),
    fieldOf(offset, INT64, record => record.offset),
  ]
}

interface Side {
  readonly part: 'key' | 'value'
  readonly schema: StructSchema
}

/** A key is never null where its field has a default. */
const structKeys = (
  { pkFields, pkMode }: SinkSettings,
  table: string,
  { part, schema: { fields } }: Side,
): readonly SinkField[] => {
  const all = fields.map(({ name }) => name)
  return (pkFields.length === 0 ? all : pkFields).map(name => {
    const field = fields.find(each => each.name === name)
    if (field === undefined)
      return refuse(
        `PK mode for table '${table}' is ${pkMode.toUpperCase()} with configured PK fields ${shown(pkFields)}, but record ${part} schema does not contain field: ${name}; it has ${all.join(', ')}`,
      )
    const otherwise = field.schema.default ?? null
    return fieldOf(name, field.schema, record => (record[part].value as Struct)[name] ?? otherwise)
  })
}

const recordKeys = (
  settings: SinkSettings,
  table: string,
  schema: Schema | undefined,
): readonly SinkField[] => {
  const { pkFields } = settings
  if (schema === undefined)
    return refuse(`PK mode for table '${table}' is RECORD_KEY, but record key schema is missing`)
  if (schema.type === 'struct') return structKeys(settings, table, { part: 'key', schema })
  if (!isPrimitive(schema))
    return refuse(`Key schema must be primitive type or Struct, but is of type: ${typeName(schema)}`)
  const [name] = pkFields
  if (name === undefined || pkFields.length > 1)
    return refuse(
      `Need exactly one PK column defined since the key schema for records is a primitive type, defined columns are: ${shown(pkFields)}`,
    )
  return [fieldOf(name, schema, record => record.key.value)]
}

const recordValues = (
  settings: SinkSettings,
  table: string,
  schema: Schema | undefined,
): readonly SinkField[] => {
  if (schema === undefined)
    return refuse(`PK mode for table '${table}' is RECORD_VALUE, but record value schema is missing`)
  if (schema.type !== 'struct')
    return refuse('pk.mode record_value is not supported with String value schemas')
  return structKeys(settings, table, { part: 'value', schema })
}

/** Of headers with one name the last counts, as in Kafka Connect. */
const headerValue = (record: SinkRecord, name: string): Value =>
  record.headers.findLast(header => header.key === name)?.value ?? null

const recordHeaders = (
  settings: SinkSettings,
  table: string,
  headers: readonly Field[],
): readonly SinkField[] => {
  const names = settings.pkFields.length > 0 ? settings.pkFields : headers.map(({ name }) => name)
  if (names.length === 0)
    refuse(`PK mode for table '${table}' is RECORD_HEADER, but the record has no headers`)
  return names.map(name => {
    const header = headers.findLast(each => each.name === name)
    if (header === undefined)
      return refuse(
        `PK mode for table '${table}' is RECORD_HEADER with configured PK fields ${shown(settings.pkFields)}, but the record has no header ${name} with a schema`,
      )
    return fieldOf(name, header.schema, record => headerValue(record, name))
  })
}

/** The key columns of records with these schemas. Throws `DATA` when they have none as they should. */
export const keyFieldsOf = (
  settings: SinkSettings,
  table: string,
  schemas: Schemas,
): readonly SinkField[] => {
  switch (settings.pkMode) {
    case 'none':
      return []
    case 'kafka':
      return kafkaKeys(settings, table)
    case 'record_key':
      return recordKeys(settings, table, schemas.key)
    case 'record_value':
      return recordValues(settings, table, schemas.value)
    case 'record_header':
      return recordHeaders(settings, table, schemas.headers)
  }
}
