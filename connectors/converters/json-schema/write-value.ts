import { ConnectError } from '../../sdk/errors.ts'
import { entryPlace, withinField } from '../../sdk/field-error.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import type { ArraySchema, MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { logicalTypes } from '../json/logical.ts'
import { primitiveWriters } from '../json/write-primitive.ts'
import { checkNames } from '../json/write-value.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isUnion } from './names.ts'

/** A value of one schema as JSON text; `undefined`: a required null, which has no JSON and is left out. */
type Write = (value: Value | undefined) => string | undefined
type Present = (value: Value) => string
type WriterOf = (schema: Schema) => Write
type ValueOptions = Pick<MappingOptions, 'decimalFormat' | 'ignoreDefaultForNullables'>

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError(
    'DATA',
    `Invalid type for ${typeName(schema)}: ${value === null ? 'null' : `class ${javaClassOf(undefined, value)}`}`,
  )

const writeWithin = (write: Write, value: Value | undefined, place: string): string => {
  try {
    const text = write(value)
    if (text !== undefined) return text
    throw new ConnectError('DATA', 'Invalid null value for a required element')
  } catch (error) {
    throw withinField(place, error)
  }
}

const arrayWriter = (schema: ArraySchema, writerOf: WriterOf): Present => {
  const write = writerOf(schema.items)
  return value => {
    if (!Array.isArray(value)) throw invalid(schema, value)
    return `[${value.map((item, i) => writeWithin(write, item, `[${i}]`)).join(',')}]`
  }
}

/** Maps with required string keys are objects, others arrays of `{"key":…,"value":…}`. */
export const isObjectMap = (schema: MapSchema): boolean =>
  schema.keys.type === 'string' && schema.keys.optional !== true

const mapWriter = (schema: MapSchema, writerOf: WriterOf): Present => {
  const [writeKey, writeItem] = [writerOf(schema.keys), writerOf(schema.values)]
  const asObject = isObjectMap(schema)
  return value => {
    if (!(value instanceof Map)) throw invalid(schema, value)
    const entries = [...value].map(([key, item]) => {
      const place = entryPlace(key)
      const [keyText, text] = [writeWithin(writeKey, key, place), writeWithin(writeItem, item, place)]
      return asObject ? `${keyText}:${text}` : `{"key":${keyText},"value":${text}}`
    })
    return asObject ? `{${entries.join(',')}}` : `[${entries.join(',')}]`
  }
}

const structWriter = (schema: StructSchema, writerOf: WriterOf): Present => {
  const fields = schema.fields.map(({ name, schema: type }) => ({
    name,
    prefix: `${JSON.stringify(name)}:`,
    write: writerOf(type),
  }))
  return value => {
    if (describeValue(value) !== 'object') throw invalid(schema, value)
    const struct = value as Struct
    let [text, current, written] = ['', '', 0]
    try {
      for (const { name, prefix, write } of fields) {
        current = name
        if (struct[name] !== undefined) written++
        const field = write(struct[name])
        if (field !== undefined) text += (text === '' ? '' : ',') + prefix + field
      }
    } catch (error) {
      throw withinField(current, error)
    }
    checkNames(schema, struct, written)
    return `{${text}}`
  }
}

/** Writes the one field that is not null, by itself. */
const unionWriter = (schema: StructSchema, writerOf: WriterOf, options: ValueOptions): Write => {
  const branches = schema.fields.map(({ name, schema: type }) => ({
    name,
    write: writerOf(type),
    absent: options.ignoreDefaultForNullables ? null : (type.default ?? null),
  }))
  return value => {
    if (describeValue(value) !== 'object') throw invalid(schema, value ?? null)
    for (const { name, write, absent } of branches) {
      const branch = (value as Struct)[name] ?? absent
      if (branch !== null) return writeWithin(write, branch, name)
    }
    return undefined
  }
}

const presentWriter = (schema: Schema, options: ValueOptions, writerOf: WriterOf): Write => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  const of = (write: Present): Write => write as Write
  if (logical !== undefined) return of(value => logical.write(schema, value, options.decimalFormat))
  if (schema.type === 'array') return of(arrayWriter(schema, writerOf))
  if (schema.type === 'map') return of(mapWriter(schema, writerOf))
  if (schema.type !== 'struct') return of(primitiveWriters[schema.type](schema))
  return isUnion(schema) ? unionWriter(schema, writerOf, options) : of(structWriter(schema, writerOf))
}

const nullWriter = (schema: Schema, options: ValueOptions, present: Write) => () => {
  if (schema.default !== undefined && schema.default !== null && !options.ignoreDefaultForNullables)
    return present(schema.default)
  return schema.optional === true ? 'null' : undefined
}

/** Writers of values as JSON text, one a schema, made when it is first seen; schemas may contain themselves. */
export const valueWriters = (options: ValueOptions): WriterOf => {
  const writers = new WeakMap<Schema, Write>()
  const writerOf: WriterOf = schema => {
    const known = writers.get(schema)
    if (known !== undefined) return known
    let write: Write = () => undefined
    writers.set(schema, value => write(value))
    const present = presentWriter(schema, options, writerOf)
    const absent = nullWriter(schema, options, present)
    write = value => (value === null || value === undefined ? absent() : (present(value) ?? absent()))
    writers.set(schema, write)
    return write
  }
  return writerOf
}
