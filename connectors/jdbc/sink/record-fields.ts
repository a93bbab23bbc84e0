import { ConnectError } from '../../sdk/errors.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import { logicalNames, OPTIONAL_STRING, type Schema, type StructSchema } from '../../sdk/schema.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { INSTANT } from '../dialect.ts'
import { DEFAULT_KAFKA_FIELDS, keyFieldsOf, type Schemas, type SinkField } from './key-fields.ts'
import type { SinkSettings } from './settings.ts'
import { instantReader } from './timestamp-fields.ts'

/** What records with these schemas are written as. */
export interface RecordFields {
  readonly keys: readonly SinkField[]
  /** all others */
  readonly columns: readonly SinkField[]
}

const refuse = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const textColumn = (
  settings: SinkSettings,
  table: string,
  keys: ReadonlySet<string>,
): readonly SinkField[] => {
  const name = settings.stringColumn
  if (keys.has(name))
    refuse(
      `Configured string.output.value.column.name '${name}' conflicts with a primary key column for table '${table}'`,
    )
  return [{ name, schema: OPTIONAL_STRING, key: false, read: record => record.value.value }]
}

const structColumns = (settings: SinkSettings, schema: StructSchema, keys: ReadonlySet<string>) => {
  const wanted = new Set(settings.fields)
  return schema.fields
    .filter(({ name }) => !keys.has(name) && (wanted.size === 0 || wanted.has(name)))
    .map(({ name, schema: of }): SinkField => {
      const otherwise = settings.replaceNullWithDefault ? (of.default ?? null) : null
      const read = (record: SinkRecord) => (record.value.value as Struct)[name] ?? otherwise
      return { name, schema: of, key: false, read }
    })
}

const columnsOf = (settings: SinkSettings, table: string, { schemas, keys }: Of): readonly SinkField[] => {
  const { value } = schemas
  if (value === undefined) return []
  if (value.type === 'string') return textColumn(settings, table, keys)
  return value.type === 'struct'
    ? structColumns(settings, value, keys)
    : refuse('Value schema must be of type Struct or String')
}

const noneOf = ({ fields }: SinkSettings, { value }: Schemas): string => {
  const names = value?.type === 'struct' ? value.fields.map(({ name }) => name) : []
  return fields.length === 0 ? '' : `; fields.whitelist=${fields.join(',')} has none of ${names.join(', ')}`
}

interface Of {
  readonly schemas: Schemas
  readonly keys: ReadonlySet<string>
}

const logical = new Set<string | undefined>(Object.values(logicalNames))

/** A field of `timestamp.fields.list` becomes a timestamp. */
const asTimestamp =
  (settings: SinkSettings) =>
  (field: SinkField): SinkField => {
    const { type, name } = field.schema
    const listed = settings.timestampFields.includes(field.name)
    if (!listed || (type !== 'int64' && type !== 'string') || logical.has(name)) return field
    const toInstant = instantReader(field.name, settings.timestampUnit)
    const { optional = false } = field.schema
    return {
      ...field,
      schema: { ...INSTANT, optional },
      read: record => toInstant(field.read(record) as Value),
    }
  }

/** How records with these schemas are written to a table. Throws `DATA` when they cannot be. */
export const recordFields = (settings: SinkSettings, table: string, schemas: Schemas): RecordFields => {
  const keys = keyFieldsOf(settings, table, schemas)
  const names = new Set(keys.map(({ name }) => name))
  const columns = columnsOf(settings, table, { schemas, keys: names })
  if (keys.length + columns.length === 0)
    refuse(`No fields found using key and value schemas for table: ${table}${noneOf(settings, schemas)}`)
  const listed = asTimestamp(settings)
  const convert = (field: SinkField) => listed(settings.convert?.(field) ?? field)
  return { keys: keys.map(convert), columns: columns.map(convert) }
}

/** The order of the columns of a new table: Kafka's coordinates, the fields of the value, then the others by name. */
export const creationOrder = (
  { keys, columns }: RecordFields,
  value: Schema | undefined,
): readonly SinkField[] => {
  const all = [...keys, ...columns]
  const inValue =
    value?.type === 'struct' ? value.fields.map(({ name }) => name) : columns.map(({ name }) => name)
  const first = [...DEFAULT_KAFKA_FIELDS, ...inValue]
  const place = (field: SinkField) => {
    const at = first.indexOf(field.name)
    return at < 0 ? first.length : at
  }
  return all.toSorted((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
