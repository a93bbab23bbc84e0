import { depthError } from '../../sdk/depth-error.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { entryPlace, withinField } from '../../sdk/field-error.ts'
import { printJson } from '../../sdk/json.ts'
import type { Datum } from '../../sdk/record.ts'
import type {
  ArraySchema,
  MapSchema,
  PrimitiveSchema,
  PrimitiveType,
  Schema,
  StructSchema,
} from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { type JsonOutput, putBytes, putInteger, putString, putToken } from './json-output.ts'
import { type DecimalFormat, type LogicalType, logicalTypes } from './logical.ts'
import { invalid, primitiveWriters } from './write-primitive.ts'

export interface WriteOptions {
  readonly decimalFormat: DecimalFormat
  readonly replaceNullWithDefault: boolean
}

type WritePresent = (out: JsonOutput, value: Value) => void

/** Writes values of one schema as JSON. */
interface Writer {
  readonly present: WritePresent
  readonly absent: (out: JsonOutput) => void
}
type WriterOf = (schema: Schema) => Writer

const write = ({ present, absent }: Writer, out: JsonOutput, value: Value | undefined): void =>
  value === null || value === undefined ? absent(out) : present(out, value)

const within = (place: string, write: () => void): void => {
  try {
    write()
  } catch (error) {
    throw withinField(place, error)
  }
}

const arrayWriter = (schema: ArraySchema, writerOf: WriterOf): WritePresent => {
  const writer = writerOf(schema.items)
  return (out, value) => {
    if (!Array.isArray(value)) throw invalid(schema, value)
    putToken(out, '[')
    for (let i = 0; i < value.length; i++) {
      if (i > 0) putToken(out, ',')
      within(`[${i}]`, () => write(writer, out, value[i]))
    }
    putToken(out, ']')
  }
}
/** An object when all keys are strings, else pairs. */
const mapWriter = (schema: MapSchema, writerOf: WriterOf, isReplaced: IsReplaced): WritePresent => {
  const [keyWriter, valueWriter] = [writerOf(schema.keys), writerOf(schema.values)]
  const isNamed = schema.keys.type === 'string'
  return (out, value) => {
    if (!(value instanceof Map)) throw invalid(schema, value)
    const isObject = isNamed && (isReplaced(schema.keys) || !(value.has(null) || value.has(undefined)))
    putToken(out, isObject ? '{' : '[')
    let separator = ''
    for (const [key, item] of value) {
      putToken(out, isObject ? separator : `${separator}[`)
      within(entryPlace(key), () => {
        write(keyWriter, out, key)
        putToken(out, isObject ? ':' : ',')
        write(valueWriter, out, item)
      })
      if (!isObject) putToken(out, ']')
      separator = ','
    }
    putToken(out, isObject ? '}' : ']')
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

const structWriter = (schema: StructSchema, writerOf: WriterOf): WritePresent => {
  const fields = schema.fields.map(({ name, schema: type }, i) => ({
    name,
    prefix: Buffer.from(`${i === 0 ? '' : ','}${JSON.stringify(name)}:`),
    writer: writerOf(type),
  }))
  return (out, value) => {
    if (describeValue(value) !== 'object') throw invalid(schema, value)
    const struct = value as Struct
    let [current, written] = ['', 0]
    putToken(out, '{')
    try {
      for (const { name, prefix, writer } of fields) {
        current = name
        const field = struct[name]
        if (field !== undefined) written++
        putBytes(out, prefix)
        write(writer, out, field)
      }
    } catch (error) {
      throw withinField(current, error)
    }
    checkNames(schema, struct, written)
    putToken(out, '}')
  }
}

const bits: Partial<Record<PrimitiveType, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

const isSafe = (value: Value): value is number => Number.isSafeInteger(value)

type ToToken = (value: Value) => string

const integerWriter = (size: number, token: ToToken): WritePresent => {
  const limit = 2 ** (size - 1)
  return (out, value) => {
    if (isSafe(value) && value >= -limit && value < limit) putInteger(out, value)
    else putToken(out, token(value))
  }
}

const primitiveWriter = (schema: PrimitiveSchema): WritePresent => {
  const token = primitiveWriters[schema.type](schema)
  const size = bits[schema.type]
  if (size !== undefined) return integerWriter(size, token)
  if (schema.type !== 'string') return (out, value) => putToken(out, token(value))
  return (out, value) => (typeof value === 'string' ? putString(out, value) : putToken(out, token(value)))
}

const logicalWriter = (
  { write: token, toInteger }: LogicalType,
  schema: Schema,
  { decimalFormat }: WriteOptions,
): WritePresent =>
  toInteger === undefined
    ? (out, value) => putToken(out, token(schema, value, decimalFormat))
    : (out, value) => putInteger(out, toInteger(value))

type IsReplaced = (schema: Schema) => boolean

/** Whether null is another value. */
const replacing =
  ({ replaceNullWithDefault }: WriteOptions): IsReplaced =>
  schema =>
    replaceNullWithDefault && schema.default !== undefined && schema.default !== null

const presentWriter = (schema: Schema, options: WriteOptions, writerOf: WriterOf): WritePresent => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical !== undefined) return logicalWriter(logical, schema, options)
  if (schema.type === 'array') return arrayWriter(schema, writerOf)
  if (schema.type === 'map') return mapWriter(schema, writerOf, replacing(options))
  return schema.type === 'struct' ? structWriter(schema, writerOf) : primitiveWriter(schema)
}

const nullWriter = (schema: Schema, options: WriteOptions, present: WritePresent): Writer['absent'] => {
  const { default: other = null } = schema
  if (replacing(options)(schema)) return out => present(out, other)
  if (schema.optional === true) return out => putToken(out, 'null')
  return () => {
    throw new ConnectError(
      'DATA',
      'Conversion error: null value for field that is required and has no default value',
    )
  }
}

/** Writes values as JSON, by a writer a schema, made when it is first seen. Schemaless: `putValue(out, undefined, …)`. */
export const valueWriter = (options: WriteOptions) => {
  const writers = new WeakMap<Schema, Writer>()
  const writerOf: WriterOf = schema => {
    const known = writers.get(schema)
    if (known !== undefined) return known
    const present = presentWriter(schema, options, writerOf)
    const writer = { present, absent: nullWriter(schema, options, present) }
    writers.set(schema, writer)
    return writer
  }
  return (out: JsonOutput, { schema, value }: Datum): void => {
    try {
      if (schema === undefined) putToken(out, printJson(value))
      else write(writerOf(schema), out, value)
    } catch (error) {
      throw depthError(error)
    }
  }
}
