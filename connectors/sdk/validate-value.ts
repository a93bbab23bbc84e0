import { ConnectError } from './errors.ts'
import { entryPlace, withinField } from './field-error.ts'
import { javaClassOf } from './java-class.ts'
import { perSchema } from './per-schema.ts'
import { type ArraySchema, logicalNames, type MapSchema, type Schema, type StructSchema } from './schema.ts'
import { describeValue, typeName } from './type-name.ts'
import { Decimal, Float64, type Struct, type Value } from './value.ts'

type Test = (value: Value) => boolean

const isIntegerOf = (bits: number): Test => {
  const limit = 2 ** (bits - 1)
  return value => {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= -limit && value < limit
    return typeof value === 'bigint' && BigInt.asIntN(bits, value) === value
  }
}

const isFloat: Test = value => typeof value === 'number' || value instanceof Float64
const isDate: Test = value => value instanceof Date && !Number.isNaN(value.getTime())

const tests: Readonly<Record<Schema['type'], Test>> = {
  int8: isIntegerOf(8),
  int16: isIntegerOf(16),
  int32: isIntegerOf(32),
  int64: isIntegerOf(64),
  float32: isFloat,
  float64: isFloat,
  boolean: value => typeof value === 'boolean',
  string: value => typeof value === 'string',
  bytes: value => value instanceof Uint8Array,
  array: Array.isArray,
  map: value => value instanceof Map,
  struct: value => describeValue(value) === 'object',
}

const logicalTests: ReadonlyMap<string, Test> = new Map([
  [logicalNames.Decimal, value => value instanceof Decimal],
  [logicalNames.Date, isDate],
  [logicalNames.Time, isDate],
  [logicalNames.Timestamp, isDate],
])

const isOf = (schema: Schema, value: Value): boolean => {
  const logical = schema.name === undefined ? undefined : logicalTests.get(schema.name)
  return (logical ?? tests[schema.type])(value)
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const mismatch = (schema: Schema, value: Exclude<Value, null>, place: string): never => {
  const name = schema.name === undefined ? '' : ` "${schema.name}"`
  // a number too large for its type has the class of a larger one
  const was = javaClassOf(typeof value === 'object' ? schema : undefined, value)
  return fail(
    `Invalid Java object for schema${name} with type ${typeName(schema)}: class ${was} for ${place}`,
  )
}

const validateItems = (schema: ArraySchema, array: readonly Value[], place: string) => {
  let i = 0
  try {
    for (; i < array.length; i++) validateAt(schema.items, array[i], `element of array ${place}`)
  } catch (error) {
    throw withinField(`[${i}]`, error)
  }
}

const validateEntries = (schema: MapSchema, map: ReadonlyMap<Value, Value>, place: string) => {
  let current: Value = null
  try {
    for (const [key, item] of map) {
      current = key
      validateAt(schema.keys, key, `key of map ${place}`)
      validateAt(schema.values, item, `value of map ${place}`)
    }
  } catch (error) {
    throw withinField(entryPlace(current), error)
  }
}

const isMissing = (value: Value | undefined): value is null | undefined =>
  value === null || value === undefined

const nameSet = perSchema((schema: StructSchema) => new Set(schema.fields.map(({ name }) => name)))

const validateFields = (schema: StructSchema, struct: Struct) => {
  const names = nameSet(schema)
  for (const name in struct) if (!names.has(name)) fail(`${name} is not a valid field name`)
  let current = ''
  try {
    for (const { name, schema: type } of schema.fields) {
      current = name
      const value = struct[name]
      const isDefault = isMissing(value) && !isMissing(type.default)
      if (!isDefault) validateAt(type, value, `field: "${name}"`)
    }
  } catch (error) {
    throw withinField(current, error)
  }
}

/** `place`: as Kafka Connect names it, which knows only the innermost field. */
const validateAt = (schema: Schema, value: Value | undefined, place: string): void => {
  if (isMissing(value)) {
    if (schema.optional === true) return
    fail(`Invalid value: null used for required ${place}, schema type: ${typeName(schema)}`)
  } else if (!isOf(schema, value)) mismatch(schema, value, place)
  else if (schema.type === 'struct') validateFields(schema, value as Struct)
  else if (schema.type === 'array') validateItems(schema, value as readonly Value[], place)
  else if (schema.type === 'map') validateEntries(schema, value as ReadonlyMap<Value, Value>, place)
}

/**
 * Throws `DATA`, with Kafka Connect's text and the path of the field, when the value is none of the schema's. A field
 * that has a default may be null.
 */
export const validateValue = (schema: Schema, value: Value | undefined, field?: string): void =>
  validateAt(schema, value, field === undefined ? 'value' : `field: "${field}"`)
