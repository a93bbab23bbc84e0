import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { ArraySchema, MapSchema, Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Value } from '../../sdk/value.ts'
import { isOptional } from './field-presence.ts'
import { wire } from './wire.ts'
import { type ElementWriter, elementWriter, type Writers } from './write-element.ts'

type Writer = protobuf.Writer

/** Writes a field with its tag; nothing when it need not be there. Never called with null. */
export type WriteField = (writer: Writer, value: Value, depth: number) => void

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError('DATA', `Invalid type for ${typeName(schema)}: ${describeValue(value)}`)

const cannot = (schema: Schema, field: protobuf.FieldBase): never => {
  const type = `${field.repeated ? 'repeated ' : ''}${field.map ? 'map of ' : ''}${field.type}`
  throw new ConnectError('DATA', `${typeName(schema)} cannot be written as ${type}`)
}

const nullIn = (schema: Schema): ConnectError =>
  new ConnectError('DATA', `Invalid value: null used for an item of type ${typeName(schema)}`)

const single = (element: ElementWriter, field: protobuf.Field): WriteField => {
  const tag = ((field.id << 3) | element.wire) >>> 0
  const always = field.partOf !== null || field.required || isOptional(field)
  return (writer, value, depth) => {
    const checked = element.check(value)
    if (always || !element.isZero(checked)) element.write(writer.uint32(tag), checked, depth)
  }
}

const writeItem = (write: () => void, place: string) => {
  try {
    write()
  } catch (error) {
    throw withinField(place, error)
  }
}

const items =
  (schema: ArraySchema, element: ElementWriter, before: (writer: Writer) => void): WriteField =>
  (writer, value, depth) => {
    if (!Array.isArray(value)) throw invalid(schema, value)
    for (const [i, item] of (value as readonly Value[]).entries())
      writeItem(() => {
        if (item === null || item === undefined) throw nullIn(schema.items)
        const checked = element.check(item)
        before(writer)
        element.write(writer, checked, depth)
      }, `[${i}]`)
  }

const repeated = (schema: ArraySchema, field: protobuf.Field, writers: Writers): WriteField => {
  const element = elementWriter(schema.items, field, writers)
  if (!field.packed || element.wire === wire.delimited) {
    const tag = ((field.id << 3) | element.wire) >>> 0
    return items(schema, element, writer => writer.uint32(tag))
  }
  const tag = ((field.id << 3) | wire.delimited) >>> 0
  const write = items(schema, element, () => undefined)
  return (writer, value, depth) => {
    if (Array.isArray(value) && value.length === 0) return
    writer.uint32(tag).fork()
    write(writer, value, depth)
    writer.ldelim()
  }
}

/** The fields of a map's entries; of `map<K, V>` they are as protoc makes them. */
const entryFields = (field: protobuf.Field, schema: MapSchema): readonly [protobuf.Field, protobuf.Field] => {
  if (field instanceof protobuf.MapField) {
    const value = new protobuf.Field('value', 2, field.type)
    value.resolvedType = field.resolvedType
    return [new protobuf.Field('key', 1, field.keyType), value]
  }
  const entry = field.repeated && field.resolvedType instanceof protobuf.Type ? field.resolvedType : undefined
  const [key, value] = entry?.fieldsArray ?? []
  return key?.name === 'key' && value?.name === 'value' ? [key, value] : cannot(schema, field)
}

const entries = (schema: MapSchema, field: protobuf.Field, writers: Writers): WriteField => {
  const [key, value] = entryFields(field, schema)
  const writeKey = fieldWriter(schema.keys, key, writers)
  const writeValue = fieldWriter(schema.values, value, writers)
  const tag = ((field.id << 3) | wire.delimited) >>> 0
  const writeEntry = (writer: Writer, [name, item]: readonly [Value, Value], depth: number) => {
    if (name === null || name === undefined) throw nullIn(schema.keys)
    writer.uint32(tag).fork()
    writeKey(writer, name, depth)
    const given = item ?? (writers.options.ignoreDefaultForNullables ? null : (schema.values.default ?? null))
    if (given !== null) writeValue(writer, given, depth + 1)
    else if (schema.values.optional !== true) throw nullIn(schema.values)
    writer.ldelim()
  }
  return (writer, map, depth) => {
    if (!(map instanceof Map)) throw invalid(schema, map)
    for (const entry of map as ReadonlyMap<Value, Value>)
      writeItem(() => writeEntry(writer, entry, depth), `[${String(entry[0])}]`)
  }
}

/** How values of a schema are written as a field; `DATA` when they cannot be. */
export const fieldWriter = (schema: Schema, field: protobuf.Field, writers: Writers): WriteField => {
  if (schema.type === 'map') return entries(schema, field, writers)
  if (field.map) return cannot(schema, field)
  if (schema.type === 'array')
    return field.repeated ? repeated(schema, field, writers) : cannot(schema, field)
  return field.repeated ? cannot(schema, field) : single(elementWriter(schema, field, writers), field)
}
