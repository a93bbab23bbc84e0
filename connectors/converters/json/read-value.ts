import { ConnectError } from '../../sdk/errors.ts'
import { entryPlace, withinField } from '../../sdk/field-error.ts'
import type { ArraySchema, MapSchema, PrimitiveSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { newStruct, type Value } from '../../sdk/value.ts'
import { logicalTypes } from './logical.ts'
import { bytesOf, doubleOf, integerOf, isObject, nodeType } from './node.ts'

export interface ReadOptions {
  readonly replaceNullWithDefault: boolean
}

/** A parsed JSON value as a value of one schema; `undefined` is missing, which is null. */
type Read = (node: Value | undefined) => Value
export type ReaderOf = (schema: Schema) => Read

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const invalid = (schema: Schema, node: Value): never =>
  fail(`Invalid type for ${typeName(schema)}: ${nodeType(node)}`)

const integerReader = (schema: Schema, bits: number) => {
  const limit = 2 ** (bits - 1)
  const wide = BigInt(limit)
  return (node: Value): Value => {
    const integer = integerOf(node)
    if (integer === undefined) return invalid(schema, node)
    const fits =
      typeof integer === 'number' ? integer >= -limit && integer < limit : integer >= -wide && integer < wide
    return fits ? integer : fail(`${integer} is not an ${typeName(schema)}`)
  }
}

const floatReader = (schema: Schema, round: (value: number) => number) => (node: Value) => {
  const value = doubleOf(node)
  return value === undefined ? invalid(schema, node) : round(value)
}

export const primitiveReaders: Readonly<
  Record<PrimitiveSchema['type'], (schema: Schema) => (node: Value) => Value>
> = {
  int8: schema => integerReader(schema, 8),
  int16: schema => integerReader(schema, 16),
  int32: schema => integerReader(schema, 32),
  int64: schema => integerReader(schema, 64),
  float32: schema => floatReader(schema, Math.fround),
  float64: schema => floatReader(schema, value => value),
  boolean: schema => node => (typeof node === 'boolean' ? node : invalid(schema, node)),
  string: schema => node => (typeof node === 'string' ? node : invalid(schema, node)),
  bytes: schema => node =>
    typeof node === 'string' ? (bytesOf(node) ?? fail('Invalid bytes field')) : invalid(schema, node),
}

const readWithin = (read: Read, node: Value | undefined, place: string): Value => {
  try {
    return read(node)
  } catch (error) {
    throw withinField(place, error)
  }
}

const arrayReader = (schema: ArraySchema, readerOf: ReaderOf) => {
  const read = readerOf(schema.items)
  return (node: Value): Value =>
    Array.isArray(node) ? node.map((item, i) => readWithin(read, item, `[${i}]`)) : invalid(schema, node)
}

const tuple = (entry: Value): readonly [Value, Value] => {
  if (!Array.isArray(entry)) return fail(`Found invalid map entry instead of array tuple: ${nodeType(entry)}`)
  const [key, value] = entry
  return entry.length === 2
    ? [key, value]
    : fail(`Found invalid map entry, expected length 2 but found :${entry.length}`)
}

const entriesOf = (schema: MapSchema, node: Value): readonly (readonly [Value, Value])[] => {
  if (schema.keys.type === 'string' && isObject(node)) return Object.entries(node)
  if (schema.keys.type === 'string' && (schema.keys.optional !== true || !Array.isArray(node)))
    return fail(`Maps with string fields should be encoded as JSON objects, but found ${nodeType(node)}`)
  return Array.isArray(node)
    ? node.map(tuple)
    : fail(
        `Maps with non-string fields should be encoded as JSON array of tuples, but found ${nodeType(node)}`,
      )
}

const mapReader = (schema: MapSchema, readerOf: ReaderOf) => {
  const [readKey, readItem] = [readerOf(schema.keys), readerOf(schema.values)]
  return (node: Value): Value =>
    new Map(
      entriesOf(schema, node).map(([key, item]) => {
        const place = entryPlace(key)
        return [readWithin(readKey, key, place), readWithin(readItem, item, place)]
      }),
    )
}

const structReader = (schema: StructSchema, readerOf: ReaderOf) => {
  const fields = schema.fields.map(({ name, schema: type }) => ({ name, read: readerOf(type) }))
  return (node: Value): Value => {
    if (!isObject(node)) return fail(`Structs should be encoded as JSON objects, but found ${nodeType(node)}`)
    const struct = newStruct()
    let current = ''
    try {
      for (const { name, read } of fields) {
        current = name
        struct[name] = read(node[name])
      }
    } catch (error) {
      throw withinField(current, error)
    }
    return struct
  }
}

const presentReader = (schema: Schema, readerOf: ReaderOf) => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical !== undefined) return (node: Value) => logical.read(schema, node)
  if (schema.type === 'array') return arrayReader(schema, readerOf)
  if (schema.type === 'map') return mapReader(schema, readerOf)
  return schema.type === 'struct' ? structReader(schema, readerOf) : primitiveReaders[schema.type](schema)
}

const readNull = (schema: Schema, options: ReadOptions): Value => {
  if (schema.default !== undefined && schema.default !== null && options.replaceNullWithDefault)
    return schema.default
  return schema.optional === true ? null : fail(`Invalid null value for required ${typeName(schema)} field`)
}

/** A quirk of the peer: where the whole value should be text, any other JSON is null. */
const isTextless = (schema: Schema, node: Value): boolean =>
  schema.type === 'string' &&
  !logicalTypes.has(schema.name ?? '') &&
  node !== null &&
  typeof node !== 'string'

/** Readers of parsed JSON as values, one a schema, made when it is first seen. `read`: of a whole value. */
export const valueReaders = (options: ReadOptions) => {
  const readers = new WeakMap<Schema, Read>()
  const readerOf: ReaderOf = schema => {
    const known = readers.get(schema)
    if (known !== undefined) return known
    const present = presentReader(schema, readerOf)
    const read: Read = node =>
      node === null || node === undefined ? readNull(schema, options) : present(node)
    readers.set(schema, read)
    return read
  }
  const read = (schema: Schema, node: Value): Value =>
    isTextless(schema, node) ? null : readerOf(schema)(node)
  return { read, readerOf }
}
