import { ConnectError } from '../sdk/errors.ts'
import type { Field, Schema, StructSchema } from '../sdk/schema.ts'
import { typeName } from '../sdk/type-name.ts'
import type { Struct, Value } from '../sdk/value.ts'
import { valueOfField } from './copy-fields.ts'
import type { JoinNames } from './flatten-object.ts'
import { orDefault } from './null-default.ts'

/** A field of a struct: its place in the flat one, or those of the fields inside it. */
type FlatField = FlatLeaf | FlatStruct
interface FlatLeaf {
  readonly from: string
  readonly schema: Schema
  readonly to: Field
}
interface FlatStruct {
  readonly from: string
  readonly inside: readonly FlatField[]
}

/** What the structs around a field do to it. */
interface Around {
  readonly outer: string
  readonly join: JoinNames
  /** whether one of them may be null */
  readonly optional: boolean
  /** the default of the innermost one */
  readonly default: Value | undefined
  readonly schemas: readonly Schema[]
}

const withAttributes = (schema: Schema, optional: boolean, fallback: Value): Schema => {
  const { optional: _, default: __, ...rest } = schema
  return {
    ...rest,
    ...(optional ? { optional } : {}),
    ...(fallback === null ? {} : { default: fallback }),
  } as Schema
}

const flatField = ({ name, schema }: Field, around: Around): FlatField => {
  const to = around.join(around.outer, name)
  const optional = around.optional || schema.optional === true
  const outer = around.default as Struct | null | undefined
  const fallback = schema.default ?? outer?.[name] ?? null
  if (schema.type === 'map')
    throw new ConnectError(
      'DATA',
      `Flatten transformation does not support ${typeName(schema)} for record with schemas (for field ${to}).`,
    )
  if (schema.type !== 'struct')
    return { from: name, schema, to: { name: to, schema: withAttributes(schema, optional, fallback) } }
  return { from: name, inside: fieldsInside(schema, { ...around, outer: to, optional, default: fallback }) }
}

const fieldsInside = (schema: StructSchema, around: Around): readonly FlatField[] => {
  if (around.schemas.includes(schema))
    throw new ConnectError(
      'DATA',
      `Flatten transformation does not support a schema that contains itself (for field ${around.outer}).`,
    )
  const schemas = [...around.schemas, schema]
  return schema.fields.map(field => flatField(field, { ...around, schemas }))
}

export const flatFields = (schema: StructSchema, join: JoinNames): readonly FlatField[] =>
  fieldsInside(schema, {
    outer: '',
    join,
    optional: schema.optional === true,
    default: schema.default,
    schemas: [],
  })

export const leavesOf = (fields: readonly FlatField[]): readonly Field[] =>
  fields.flatMap(field => ('inside' in field ? leavesOf(field.inside) : [field.to]))

/** Puts the values of a struct into the flat one; those inside a struct that is null are null. */
export const fillFlat = (
  flat: Record<string, Value>,
  struct: Struct | null,
  fields: readonly FlatField[],
): void => {
  for (const field of fields) {
    const value = struct?.[field.from] ?? null
    if ('inside' in field) fillFlat(flat, value as Struct | null, field.inside)
    else {
      const { name, schema } = field.to
      flat[name] = struct === null ? null : valueOfField(name, schema, orDefault(value, field.schema, true))
    }
  }
}
