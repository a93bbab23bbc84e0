import { depthError } from '../../sdk/depth-error.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { entryPlace, withinField } from '../../sdk/field-error.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import { floatText } from '../../sdk/java-text.ts'
import { printDouble, printJson } from '../../sdk/json.ts'
import type { ArraySchema, MapSchema, PrimitiveSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { Float64, type Struct, type Value } from '../../sdk/value.ts'
import { type DecimalFormat, logicalTypes } from './logical.ts'

export interface WriteOptions {
  readonly decimalFormat: DecimalFormat
  readonly replaceNullWithDefault: boolean
}

/** A value of one schema as JSON text; `undefined` is null. */
type Write = (value: Value | undefined) => string
type WriterOf = (schema: Schema) => Write

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError(
    'DATA',
    `Invalid type for ${typeName(schema)}: ${value === null ? 'null' : `class ${javaClassOf(undefined, value)}`}`,
  )

const outOfRange = (schema: Schema): ConnectError =>
  new ConnectError('DATA', `Invalid value for ${typeName(schema)}: an integer that needs more bits`)

const integerWriter = (schema: Schema, bits: number) => {
  const limit = 2 ** (bits - 1)
  const wide = BigInt(limit)
  return (value: Value) => {
    if (typeof value === 'bigint') {
      if (value >= -wide && value < wide) return String(value)
      throw outOfRange(schema)
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw invalid(schema, value)
    if (value >= -limit && value < limit) return String(value)
    throw outOfRange(schema)
  }
}

const float64Writer = (schema: Schema) => (value: Value) => {
  if (typeof value === 'number') return printDouble(value)
  if (value instanceof Float64) return printDouble(value.value)
  throw invalid(schema, value)
}

const float32Writer = (schema: Schema) => (value: Value) => {
  const number = value instanceof Float64 ? value.value : value
  if (typeof number !== 'number') throw invalid(schema, value)
  if (!Number.isFinite(number)) return printDouble(number)
  const text = floatText(number)
  if (Math.fround(number) === number || Number(text) === number) return text
  throw new ConnectError('DATA', 'Invalid value for FLOAT32: a number that needs more bits')
}

export const primitiveWriters: Readonly<
  Record<PrimitiveSchema['type'], (schema: Schema) => (v: Value) => string>
> = {
  int8: schema => integerWriter(schema, 8),
  int16: schema => integerWriter(schema, 16),
  int32: schema => integerWriter(schema, 32),
  int64: schema => integerWriter(schema, 64),
  float32: float32Writer,
  float64: float64Writer,
  boolean: schema => value => {
    if (typeof value === 'boolean') return String(value)
    throw invalid(schema, value)
  },
  string: schema => value => {
    if (typeof value === 'string') return JSON.stringify(value)
    throw invalid(schema, value)
  },
  bytes: schema => value => {
    if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
    throw invalid(schema, value)
  },
}

const arrayWriter = (schema: ArraySchema, writerOf: WriterOf) => {
  const write = writerOf(schema.items)
  return (value: Value) => {
    if (!Array.isArray(value)) throw invalid(schema, value)
    return `[${value.map((item, i) => writeWithin(write, item, `[${i}]`)).join(',')}]`
  }
}

const writeWithin = (write: Write, value: Value | undefined, place: string): string => {
  try {
    return write(value)
  } catch (error) {
    throw withinField(place, error)
  }
}

const mapWriter = (schema: MapSchema, writerOf: WriterOf) => {
  const [writeKey, writeValue] = [writerOf(schema.keys), writerOf(schema.values)]
  return (value: Value) => {
    if (!(value instanceof Map)) throw invalid(schema, value)
    const entries = [...value].map(([key, item]) => {
      const place = entryPlace(key)
      return [writeWithin(writeKey, key, place), writeWithin(writeValue, item, place)]
    })
    return schema.keys.type === 'string' && entries.every(([key]) => key !== 'null')
      ? `{${entries.map(entry => entry.join(':')).join(',')}}`
      : `[${entries.map(entry => `[${entry}]`).join(',')}]`
  }
}

/** Fields that the schema does not have are told from those that it has by their number, which is fast. */
export const checkNames = ({ fields }: StructSchema, struct: Struct, written: number): void => {
  let given = 0
  for (const _ in struct) given++
  if (given === written) return
  const unknown = Object.keys(struct).find(name => fields.every(field => field.name !== name))
  if (unknown !== undefined) throw new ConnectError('DATA', `${unknown} is not a valid field name`)
}

const structWriter = (schema: StructSchema, writerOf: WriterOf) => {
  const fields = schema.fields.map(({ name, schema: type }, i) => ({
    name,
    prefix: `${i === 0 ? '' : ','}${JSON.stringify(name)}:`,
    write: writerOf(type),
  }))
  return (value: Value) => {
    if (describeValue(value) !== 'object') throw invalid(schema, value)
    const struct = value as Struct
    let text = '{'
    let current = ''
    let written = 0
    try {
      for (const { name, prefix, write } of fields) {
        current = name
        const field = struct[name]
        if (field !== undefined) written++
        text += prefix + write(field)
      }
    } catch (error) {
      throw withinField(current, error)
    }
    checkNames(schema, struct, written)
    return `${text}}`
  }
}

const presentWriter = (schema: Schema, options: WriteOptions, writerOf: WriterOf) => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical !== undefined) return (value: Value) => logical.write(schema, value, options.decimalFormat)
  if (schema.type === 'array') return arrayWriter(schema, writerOf)
  if (schema.type === 'map') return mapWriter(schema, writerOf)
  return schema.type === 'struct' ? structWriter(schema, writerOf) : primitiveWriters[schema.type](schema)
}

const nullWriter = (schema: Schema, options: WriteOptions, present: (value: Value) => string) => () => {
  if (schema.default !== undefined && schema.default !== null && options.replaceNullWithDefault)
    return present(schema.default)
  if (schema.optional === true) return 'null'
  throw new ConnectError(
    'DATA',
    'Conversion error: null value for field that is required and has no default value',
  )
}

/** Writers of values as JSON text, one a schema, made when it is first seen. Schemaless: `writeValue(undefined, …)`. */
export const valueWriter = (options: WriteOptions) => {
  const writers = new WeakMap<Schema, Write>()
  const writerOf: WriterOf = schema => {
    const known = writers.get(schema)
    if (known !== undefined) return known
    const present = presentWriter(schema, options, writerOf)
    const absent = nullWriter(schema, options, present)
    const write: Write = value => (value === null || value === undefined ? absent() : present(value))
    writers.set(schema, write)
    return write
  }
  return (schema: Schema | undefined, value: Value): string => {
    if (schema === undefined) return printJson(value)
    try {
      return writerOf(schema)(value)
    } catch (error) {
      throw depthError(error)
    }
  }
}
