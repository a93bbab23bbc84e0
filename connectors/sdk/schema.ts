import type { Value } from './value.ts'

export type PrimitiveType =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'boolean'
  | 'string'
  | 'bytes'

/** What every schema may carry; `name` marks logical types and names structs. */
interface SchemaBase {
  readonly optional?: boolean
  readonly default?: Value
  readonly name?: string
  readonly version?: number
  readonly doc?: string
  readonly parameters?: Readonly<Record<string, string>>
}

export interface PrimitiveSchema extends SchemaBase {
  readonly type: PrimitiveType
}
export interface ArraySchema extends SchemaBase {
  readonly type: 'array'
  readonly items: Schema
}
export interface MapSchema extends SchemaBase {
  readonly type: 'map'
  readonly keys: Schema
  readonly values: Schema
}
export interface Field {
  readonly name: string
  readonly schema: Schema
}
export interface StructSchema extends SchemaBase {
  readonly type: 'struct'
  readonly fields: readonly Field[]
}

/** Kafka Connect's schema: a type with its attributes. Schemas are values: share them, never change them. */
export type Schema = PrimitiveSchema | ArraySchema | MapSchema | StructSchema

/** Names of the logical types, as Kafka Connect writes them. */
export const logicalNames = {
  Decimal: 'org.apache.kafka.connect.data.Decimal',
  Date: 'org.apache.kafka.connect.data.Date',
  Time: 'org.apache.kafka.connect.data.Time',
  Timestamp: 'org.apache.kafka.connect.data.Timestamp',
} as const

export const STRING: PrimitiveSchema = { type: 'string' }
export const OPTIONAL_STRING: PrimitiveSchema = { type: 'string', optional: true }
export const OPTIONAL_BYTES: PrimitiveSchema = { type: 'bytes', optional: true }

const logical = (type: 'int32' | 'int64', name: string): PrimitiveSchema => ({ type, name, version: 1 })

export const DATE = logical('int32', logicalNames.Date)
export const TIME = logical('int32', logicalNames.Time)
export const TIMESTAMP = logical('int64', logicalNames.Timestamp)
export const decimalSchema = (scale: number): PrimitiveSchema => ({
  type: 'bytes',
  name: logicalNames.Decimal,
  version: 1,
  parameters: { scale: String(scale) },
})
