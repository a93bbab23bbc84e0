import type protobuf from 'protobufjs'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const FIELD_META = '(confluent.field_meta)'

/** The parameters of a field's option `(confluent.field_meta)`. */
export const fieldMeta = (field: protobuf.FieldBase): ReadonlyMap<string, string> => {
  const options: readonly unknown[] = listOf(field.parsedOptions)
  const params = options
    .filter(isObject)
    .flatMap(option => listOf(option[FIELD_META]))
    .filter(isObject)
    .flatMap(meta => listOf(meta.params))
    .filter(isObject)
  return new Map(params.map(({ key, value }) => [String(key), String(value)]))
}
