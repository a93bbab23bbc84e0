import type { Schema } from './schema.ts'
import { Decimal, Float64, type Value } from './value.ts'

const numbers: Readonly<Record<string, string>> = {
  int8: 'java.lang.Byte',
  int16: 'java.lang.Short',
  int32: 'java.lang.Integer',
  int64: 'java.lang.Long',
  float32: 'java.lang.Float',
  float64: 'java.lang.Double',
}

const classOfNumber = (schema: Schema | undefined, value: number | bigint): string => {
  const { type = '' } = schema ?? {}
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    return type === 'float32' ? 'java.lang.Float' : 'java.lang.Double'
  return numbers[type] ?? 'java.lang.Long'
}

const classOfObject = (schema: Schema | undefined, value: object): string => {
  if (value instanceof Uint8Array) return '[B'
  if (value instanceof Decimal) return 'java.math.BigDecimal'
  if (value instanceof Float64) return 'java.lang.Double'
  if (value instanceof Date) return 'java.util.Date'
  if (Array.isArray(value)) return 'java.util.ArrayList'
  return schema?.type === 'struct' ? 'org.apache.kafka.connect.data.Struct' : 'java.util.HashMap'
}

/** The Java class that such a value has in Kafka Connect, for its messages; schemaless integers are longs there. */
export const javaClassOf = (schema: Schema | undefined, value: Exclude<Value, null>): string => {
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  return typeof value === 'object' ? classOfObject(schema, value) : classOfNumber(schema, value)
}
