import { ConnectError } from '../../sdk/errors.ts'
import { entryPlace, withinField } from '../../sdk/field-error.ts'
import type { ArraySchema, MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { newStruct, type Value } from '../../sdk/value.ts'
import { logicalTypes } from '../json/logical.ts'
import { isObject, nodeType } from '../json/node.ts'
import { primitiveReaders } from '../json/read-value.ts'
import { isUnion } from './names.ts'
import { branchOf } from './union-branch.ts'
import { isObjectMap } from './write-value.ts'

/** A parsed JSON value as a value of one schema; `undefined` is missing. */
type Read = (node: Value | undefined) => Value
type Present = (node: Value) => Value
type ReaderOf = (schema: Schema) => Read

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const readWithin = (read: Read, node: Value | undefined, place: string): Value => {
  try {
    return read(node)
  } catch (error) {
    throw withinField(place, error)
  }
}

const arrayReader = (schema: ArraySchema, readerOf: ReaderOf): Present => {
  const read = readerOf(schema.items)
  return node =>
    Array.isArray(node)
      ? node.map((item, i) => readWithin(read, item, `[${i}]`))
      : fail(`Invalid type for ARRAY: ${nodeType(node)}`)
}

const entryOf = (entry: Value): readonly [Value | undefined, Value | undefined] => {
  if (!isObject(entry)) return fail(`Found invalid map entry instead of object: ${nodeType(entry)}`)
  const { length } = Object.keys(entry)
  return length === 2
    ? [entry.key, entry.value]
    : fail(`Found invalid map entry, expected length 2 but found :${length}`)
}

const objectEntries = (node: Value) =>
  isObject(node)
    ? Object.entries(node)
    : fail(`Maps with string fields should be encoded as JSON objects, but found ${nodeType(node)}`)

const arrayEntries = (node: Value) =>
  Array.isArray(node)
    ? node.map(entryOf)
    : fail(
        `Maps with non-string fields should be encoded as JSON array of objects, but found ${nodeType(node)}`,
      )

const mapReader = (schema: MapSchema, readerOf: ReaderOf): Present => {
  const [readKey, readItem] = [readerOf(schema.keys), readerOf(schema.values)]
  const entriesOf: (node: Value) => readonly (readonly [Value | undefined, Value | undefined])[] =
    isObjectMap(schema) ? objectEntries : arrayEntries
  return node =>
    new Map(
      entriesOf(node).map(([key, item]) => {
        const place = entryPlace(key)
        return [readWithin(readKey, key, place), readWithin(readItem, item, place)]
      }),
    )
}

const structReader = (schema: StructSchema, readerOf: ReaderOf): Present => {
  const fields = schema.fields.map(({ name, schema: type }) => ({ name, read: readerOf(type) }))
  return node => {
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

const unionReader = (schema: StructSchema, readerOf: ReaderOf): Present => {
  const readers = new Map(schema.fields.map(field => [field.name, readerOf(field.schema)]))
  return node => {
    const branch = branchOf(schema, node)?.name
    const read = branch === undefined ? undefined : readers.get(branch)
    if (branch === undefined || read === undefined)
      return fail(`Did not find matching oneof field for data: ${nodeType(node)}`)
    const struct = newStruct()
    for (const name of readers.keys()) struct[name] = name === branch ? readWithin(read, node, name) : null
    return struct
  }
}

const presentReader = (schema: Schema, readerOf: ReaderOf): Present => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical !== undefined) return node => logical.read(schema, node)
  if (schema.type === 'array') return arrayReader(schema, readerOf)
  if (schema.type === 'map') return mapReader(schema, readerOf)
  if (schema.type !== 'struct') return primitiveReaders[schema.type](schema)
  return isUnion(schema) ? unionReader(schema, readerOf) : structReader(schema, readerOf)
}

/** A missing value of a required field is null, for `required` is what a JSON Schema seldom says. */
const readNull = (schema: Schema, node: null | undefined): Value => {
  if (schema.default !== undefined && schema.default !== null) return schema.default
  return node === undefined || schema.optional === true
    ? null
    : fail(`Invalid null value for required ${typeName(schema)} field`)
}

/** Readers of parsed JSON as values, one a schema, made when it is first seen; schemas may contain themselves. */
export const valueReaders = (): ReaderOf => {
  const readers = new WeakMap<Schema, Read>()
  const readerOf: ReaderOf = schema => {
    const known = readers.get(schema)
    if (known !== undefined) return known
    let read: Read = () => null
    readers.set(schema, node => read(node))
    const present = presentReader(schema, readerOf)
    read = node => (node === null || node === undefined ? readNull(schema, node) : present(node))
    readers.set(schema, read)
    return read
  }
  return readerOf
}
