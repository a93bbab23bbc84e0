import type { Schema } from './schema.ts'
import { Decimal, Float64, type Struct, type Value } from './value.ts'

/** A schema's type as Kafka Connect's messages name it: `INT32`, `STRUCT`. */
export const typeName = (schema: Schema): string => schema.type.toUpperCase()

/** What kind of value was got, for messages: its type, never its content. */
export const describeValue = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'float'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value !== 'object') return typeof value
  if (value instanceof Float64) return 'float'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Decimal) return 'decimal'
  if (value instanceof Date) return 'date'
  return Array.isArray(value) ? 'array' : value instanceof Map ? 'map' : 'object'
}

/** Whether a value has fields: a struct, or an object without a schema. */
export const isStruct = (value: Value | undefined): value is Struct => describeValue(value) === 'object'
