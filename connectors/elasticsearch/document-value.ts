import { logicalTypes } from '../converters/json/logical.ts'
import { primitiveWriters } from '../converters/json/write-primitive.ts'
import { checkNames } from '../converters/json/write-value.ts'
import { depthError } from '../sdk/depth-error.ts'
import { ConnectError } from '../sdk/errors.ts'
import { entryPlace, withinField } from '../sdk/field-error.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import type { ArraySchema, MapSchema, Schema, StructSchema } from '../sdk/schema.ts'
import { describeValue, typeName } from '../sdk/type-name.ts'
import { Float64, type Struct, type Value } from '../sdk/value.ts'
import { notFinite } from './document-float.ts'
import { printSchemaless } from './document-schemaless.ts'

/**
 * How maps stand in documents: with string keys as objects and others as `{"key":…,"value":…}` each (`compact`), all as
 * `{"key":…,"value":…}` (`entries`), or with string keys as objects and others as `[key, value]` each (`pairs`).
 */
type MapForm = 'compact' | 'entries' | 'pairs'

/** A value of one schema as JSON text; `undefined` is null. */
type Print = (value: Value | undefined) => string
type PrinterOf = (schema: Schema) => Print

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError(
    'DATA',
    `Invalid type for ${typeName(schema)}: ${value === null ? 'null' : `class ${javaClassOf(undefined, value)}`}`,
  )

const within = (print: Print, value: Value | undefined, place: string): string => {
  try {
    return print(value)
  } catch (error) {
    throw withinField(place, error)
  }
}

const arrayPrinter = (schema: ArraySchema, printerOf: PrinterOf) => {
  const print = printerOf(schema.items)
  return (value: Value) => {
    if (!Array.isArray(value)) throw invalid(schema, value)
    return `[${value.map((item, i) => within(print, item, `[${i}]`)).join(',')}]`
  }
}

const joins = {
  object: (entries: readonly (readonly string[])[]) => `{${entries.map(([k, v]) => `${k}:${v}`).join(',')}}`,
  entries: (entries: readonly (readonly string[])[]) =>
    `[${entries.map(([k, v]) => `{"key":${k},"value":${v}}`).join(',')}]`,
  pairs: (entries: readonly (readonly string[])[]) => `[${entries.map(([k, v]) => `[${k},${v}]`).join(',')}]`,
}

const mapPrinter = (schema: MapSchema, form: MapForm, printerOf: PrinterOf) => {
  const [printKey, printValue] = [printerOf(schema.keys), printerOf(schema.values)]
  const isObject = form !== 'entries' && schema.keys.type === 'string'
  const join = joins[form === 'pairs' ? 'pairs' : 'entries']
  return (value: Value) => {
    if (!(value instanceof Map)) throw invalid(schema, value)
    const entries = [...value].map(([key, item]) => {
      const place = entryPlace(key)
      return [within(printKey, key, place), within(printValue, item, place)]
    })
    if (!isObject) return join(entries)
    // a null key has no place in an object
    return entries.some(([key]) => key === 'null') ? joins.pairs(entries) : joins.object(entries)
  }
}

const structPrinter = (schema: StructSchema, printerOf: PrinterOf) => {
  const fields = schema.fields.map(({ name, schema: type }, i) => ({
    name,
    prefix: `${i === 0 ? '' : ','}${JSON.stringify(name)}:`,
    print: printerOf(type),
  }))
  return (value: Value) => {
    if (describeValue(value) !== 'object') throw invalid(schema, value)
    const struct = value as Struct
    let text = '{'
    let current = ''
    let printed = 0
    try {
      for (const { name, prefix, print } of fields) {
        current = name
        const field = struct[name]
        if (field !== undefined) printed++
        text += prefix + print(field)
      }
    } catch (error) {
      throw withinField(current, error)
    }
    checkNames(schema, struct, printed)
    return `${text}}`
  }
}

const floatPrinter = (schema: Schema & { readonly type: 'float32' | 'float64' }) => {
  const print = primitiveWriters[schema.type](schema)
  return (value: Value) => {
    const number = value instanceof Float64 ? value.value : value
    if (typeof number === 'number' && !Number.isFinite(number)) throw notFinite(number)
    return print(value)
  }
}

const presentPrinter = (schema: Schema, form: MapForm, printerOf: PrinterOf) => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical !== undefined) return (value: Value) => logical.write(schema, value, 'NUMERIC')
  if (schema.type === 'array') return arrayPrinter(schema, printerOf)
  if (schema.type === 'map') return mapPrinter(schema, form, printerOf)
  if (schema.type === 'struct') return structPrinter(schema, printerOf)
  if (schema.type === 'float32' || schema.type === 'float64')
    return floatPrinter(schema as Schema & { readonly type: 'float32' | 'float64' })
  return primitiveWriters[schema.type](schema)
}

const nullPrinter = (schema: Schema, present: (value: Value) => string) => () => {
  if (schema.default !== undefined && schema.default !== null) return present(schema.default)
  if (schema.optional === true) return 'null'
  throw new ConnectError('DATA', 'null value for field that is required and has no default value')
}

/** Printers of values as JSON text, one a schema, made when it is first seen. */
export const valuePrinter = (form: MapForm) => {
  const printers = new WeakMap<Schema, Print>()
  const printerOf: PrinterOf = schema => {
    const known = printers.get(schema)
    if (known !== undefined) return known
    const present = presentPrinter(schema, form, printerOf)
    const absent = nullPrinter(schema, present)
    const print: Print = value => (value === null || value === undefined ? absent() : present(value))
    printers.set(schema, print)
    return print
  }
  return (schema: Schema | undefined, value: Value): string => {
    try {
      return schema === undefined ? printSchemaless(value) : printerOf(schema)(value)
    } catch (error) {
      throw depthError(error)
    }
  }
}
