import type { MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import type { AvroOptions } from './avro-config.ts'
import { ENUM, FIXED_SIZE, GENERALIZED_ENUM, GENERALIZED_UNION, UNION } from './names.ts'

/** A struct whose fields are the branches of a union, of which one is set. */
export const isUnion = (schema: StructSchema): boolean =>
  schema.type === 'struct' && (schema.name === UNION || schema.parameters?.[GENERALIZED_UNION] !== undefined)

export const fixedSize = (schema: Schema): number | undefined => {
  const size = schema.parameters?.[FIXED_SIZE]
  return schema.type === 'bytes' && schema.name !== undefined && size !== undefined ? Number(size) : undefined
}

/** The parameter by which a schema that is written as an enum is known, `undefined` when it is written as a string. */
export const enumParameter = (schema: Schema, options: AvroOptions): string | undefined => {
  const generalized = options['generalized.sum.type.support']
  if (schema.type !== 'string' || !(generalized || options['enhanced.avro.schema.support'])) return undefined
  const { parameters = {} } = schema
  if (parameters[GENERALIZED_ENUM] === undefined && parameters[ENUM] === undefined) return undefined
  return generalized ? GENERALIZED_ENUM : ENUM
}

/** Avro's own maps have strings as keys; others are arrays of entries. */
export const hasStringKeys = ({ keys }: MapSchema, options: AvroOptions): boolean =>
  keys.type === 'string' && (keys.optional !== true || options['allow.optional.map.keys'])

/** The same schema, required. */
export const required = <S extends Schema>(schema: S): S => {
  if (schema.optional !== true) return schema
  const { optional: _, ...rest } = schema
  return rest as S
}
