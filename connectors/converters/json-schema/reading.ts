import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { Place } from './document.ts'
import type { Form, FormOf } from './form.ts'
import type { MappingOptions } from './mapping-options.ts'
import { attributesOf, withOptional } from './notes.ts'

export interface SchemaReaderOptions
  extends Pick<
    MappingOptions,
    'optionalForNonRequired' | 'generalizedSumTypes' | 'flattenSingletonUnions' | 'ignoreModernDialects'
  > {
  /** a default, parsed, as a value of its schema */
  readonly readDefault: (schema: Schema, node: Value) => Value
}

/** What the place of a schema says of it. */
export interface Expected {
  /** the subject's, where the schema says none */
  readonly version?: number | undefined
  readonly optional?: boolean
}

/** A struct that was met; `open` until all its fields are known. */
export interface KnownStruct {
  schema: Schema
  open: boolean
}

/** One document being read. */
export interface Reading {
  readonly options: SchemaReaderOptions
  readonly structs: Map<Value, KnownStruct>
  readonly resolve: (form: FormOf<'reference'>) => Place
  readonly read: (form: Form, expected: Expected) => Schema
  /** 1, 2, … */
  readonly count: (what: 'id' | 'union') => number
}

export const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** As Kafka Connect names what it cannot map: by the class of its JSON Schema library. */
export const unsupported = (name: string): never =>
  fail(`Unsupported schema type org.everit.json.schema.${name}`)

export const within = <T>(place: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw withinField(place, error)
  }
}

const withDefault = (schema: Schema, node: Value | undefined, { options }: Reading): Schema =>
  node === undefined || node === null
    ? schema
    : { ...schema, default: within('default', () => options.readDefault(schema, node)) }

/** A schema whose type is known, with all else that its JSON Schema and its place say. */
export const finish = (
  { form, bare }: { readonly form: Form; readonly bare: Schema },
  { version, optional }: Expected,
  reading: Reading,
): Schema => {
  const described: Schema = { ...bare, ...attributesOf(form.notes, bare, version) }
  const schema = withDefault(described, form.notes.default, reading)
  return optional === true ? withOptional(schema, true) : schema
}
