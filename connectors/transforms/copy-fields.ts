import { ConnectError } from '../sdk/errors.ts'
import type { Field, Schema, StructSchema } from '../sdk/schema.ts'
import { typeName } from '../sdk/type-name.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'
import { orDefault } from './null-default.ts'

/** A field that goes on, maybe under another name. */
export interface CopiedField {
  readonly from: string
  readonly to: string
  readonly schema: Schema
}

export const sameNames = (fields: readonly Field[]): readonly CopiedField[] =>
  fields.map(({ name, schema }) => ({ from: name, to: name, schema }))

/** The value, as that of the field of this name. Throws `DATA` when it is null and must not be. */
export const valueOfField = (name: string, schema: Schema, value: Value): Value => {
  if (value === null && schema.optional !== true)
    throw new ConnectError(
      'DATA',
      `Invalid value: null used for required field: "${name}", schema type: ${typeName(schema)}`,
    )
  return value
}

/** A new struct of these fields; null, or missing, is their default when `replace`. */
export const copyFields = (
  struct: Struct,
  fields: readonly CopiedField[],
  replace: boolean,
): Record<string, Value> => {
  const copy = newStruct()
  for (const { from, to, schema } of fields)
    copy[to] = valueOfField(to, schema, orDefault(struct[from], schema, replace))
  return copy
}

/** Whether `copyFields`, of fields that keep their names, would do no more than copy. */
export const isComplete = (struct: Struct, fields: readonly Field[]): boolean =>
  fields.every(
    ({ name, schema }) =>
      (struct[name] ?? null) !== null || (schema.optional === true && schema.default === undefined),
  )

const none: ReadonlySet<string> = new Set()

/** A schemaless object that may be changed, without some of its fields; what is in it is shared. */
export const copyObject = (object: Struct, without = none): Record<string, Value> => {
  const copy = newStruct()
  for (const name of Object.keys(object)) if (!without.has(name)) copy[name] = object[name] ?? null
  return copy
}

export const fieldNamed = ({ fields }: StructSchema, name: string): Field | undefined =>
  fields.find(field => field.name === name)
