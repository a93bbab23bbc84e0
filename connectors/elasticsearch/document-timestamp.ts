import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Datum, SinkRecord } from '../sdk/record.ts'
import type { Schema, StructSchema } from '../sdk/schema.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'
import type { TimestampRule } from './contract.ts'

const TIMESTAMP = '@timestamp'

type Print = (schema: Schema | undefined, value: Value) => string

/** A document before it has its timestamp. */
interface Untimed {
  readonly text: string
  readonly record: SinkRecord
  readonly print: Print
}

const withoutField = perSchema(
  (schema: StructSchema): StructSchema => ({
    ...schema,
    fields: schema.fields.filter(({ name }) => name !== TIMESTAMP),
  }),
)

const withoutTimestamp = ({ schema, value }: Datum): Datum => {
  if (value instanceof Map) {
    return { schema, value: new Map([...value].filter(([name]) => name !== TIMESTAMP)) }
  }
  const rest = newStruct()
  for (const name in value as Struct) if (name !== TIMESTAMP) rest[name] = (value as Struct)[name] ?? null
  return { schema: schema?.type === 'struct' ? withoutField(schema) : schema, value: rest }
}

/** A document's field; `undefined` when it has none of that name. */
const fieldOf = ({ schema, value }: Datum, name: string): Datum | undefined => {
  if (value instanceof Map) {
    const item: Value | undefined = value.get(name)
    return item === undefined
      ? undefined
      : { schema: schema?.type === 'map' ? schema.values : undefined, value: item }
  }
  const field = schema?.type === 'struct' ? schema.fields.find(other => other.name === name) : undefined
  const item = (value as Struct)[name] ?? field?.schema.default
  if (item === undefined && field === undefined) return undefined
  return { schema: field?.schema, value: item ?? null }
}

const append = (text: string, timestamp: string): string =>
  text === '{}' ? `{"${TIMESTAMP}":${timestamp}}` : `${text.slice(0, -1)},"${TIMESTAMP}":${timestamp}}`

const replace = ({ text, record, print }: Untimed, timestamp: string): string => {
  if (fieldOf(record.value, TIMESTAMP) === undefined) return append(text, timestamp)
  const { schema, value } = withoutTimestamp(record.value)
  return append(print(schema, value), timestamp)
}

const recordTimestamp = ({ timestamp }: SinkRecord): string => {
  if (timestamp === undefined) throw new ConnectError('DATA', "Record timestamp hasn't been set")
  return String(timestamp)
}

/** As text, which `date` fields take in any of their formats; a date's is the moment itself. */
const timestampText = ({ schema, value }: Datum, print: Print): string | undefined => {
  if (value instanceof Date) return `"${value.getTime()}"`
  const text = print(schema, value)
  if (text.startsWith('"')) return text
  return /^[\d-]/.test(text) ? `"${text}"` : undefined
}

const firstOf = (fields: readonly string[], { record, print }: Untimed): string | undefined => {
  for (const name of fields) {
    const field = fieldOf(record.value, name)
    if (field === undefined || field.value === null) continue
    const text = timestampText(field, print)
    if (text !== undefined) return text
    throw new ConnectError('DATA', `The field ${name} is no timestamp: text or a number is wanted`)
  }
  return undefined
}

/** The document with the timestamp that data streams want. */
export const withTimestamp = (document: Untimed, rule: TimestampRule): string => {
  if (rule.from === 'record') return replace(document, recordTimestamp(document.record))
  if (rule.from === 'fields') {
    const timestamp = firstOf(rule.fields, document)
    return timestamp === undefined ? document.text : replace(document, timestamp)
  }
  return fieldOf(document.record.value, TIMESTAMP) === undefined
    ? append(document.text, recordTimestamp(document.record))
    : document.text
}
