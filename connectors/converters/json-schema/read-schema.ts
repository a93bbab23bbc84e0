import type { PrimitiveType, Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject } from '../json/node.ts'
import { mergedProperties, typeAmong } from './all-of.ts'
import { type Document, type Node, type Place, referenceResolver } from './document.ts'
import { enumParameters } from './enum-parameters.ts'
import { type Form, type FormOf, formOf } from './form.ts'
import { connectType } from './names.ts'
import { withOptional } from './notes.ts'
import { readMerged, readObject, readUnion, referTo } from './read-struct.ts'
import {
  type Expected,
  fail,
  finish,
  type Reading,
  type SchemaReaderOptions,
  unsupported,
} from './reading.ts'

const numberTypes: ReadonlyMap<Value, PrimitiveType> = new Map(
  (['int8', 'int16', 'int32', 'int64', 'float32', 'float64', 'bytes'] as const).map(type => [type, type]),
)

const numberType = (form: FormOf<'integer' | 'number'>): PrimitiveType => {
  const named = form.notes[connectType]
  if (named === undefined) return form.kind === 'integer' ? 'int64' : 'float64'
  return numberTypes.get(named) ?? fail(`Unsupported type ${String(named)}`)
}

const primitiveOf = (
  form: FormOf<'integer' | 'number' | 'string' | 'boolean' | 'enum'>,
  generalized: boolean,
): Schema => {
  if (form.kind === 'boolean') return { type: 'boolean' }
  if (form.kind === 'string') return { type: form.notes[connectType] === 'bytes' ? 'bytes' : 'string' }
  if (form.kind === 'enum') return { type: 'string', parameters: enumParameters(form.values, generalized) }
  return { type: numberType(form) }
}

const isMap = (form: Form) => form.notes[connectType] === 'map'

const part = (node: Value | undefined, form: Form, reading: Reading): Schema =>
  reading.read(formOf({ node: node ?? null, document: form.document }), {})

const objectMap = (form: FormOf<'object'>, reading: Reading): Schema => {
  const values = form.node.additionalProperties
  if (values === undefined || typeof values === 'boolean')
    return fail('Map schema did not specify the type of its values in additionalProperties')
  return { type: 'map', keys: { type: 'string' }, values: part(values, form, reading) }
}

const entryMap = (form: Form, entry: Node, reading: Reading): Schema => {
  const properties = isObject(entry.properties ?? null) ? (entry.properties as Node) : {}
  if (properties.key === undefined || properties.value === undefined)
    return fail('Map schema did not specify the properties key and value of its items')
  return {
    type: 'map',
    keys: part(properties.key, form, reading),
    values: part(properties.value, form, reading),
  }
}

const arrayOf = (form: FormOf<'array'>, reading: Reading): Schema => {
  const { items, prefixItems } = form.node
  const tuple = Array.isArray(items) || (prefixItems !== undefined && form.document.dialect === 'modern')
  if (items === undefined || tuple) return fail('Array schema did not specify the items type')
  if (isMap(form) && isObject(items)) return entryMap(form, items, reading)
  return { type: 'array', items: part(items, form, reading) }
}

const readAny = (form: FormOf<'any'>, expected: Expected, reading: Reading): Schema => {
  const [only] = form.forms
  if (only === undefined) return fail('A union of JSON Schemas must have at least one')
  const single = form.forms.length === 1 && reading.options.flattenSingletonUnions
  return single ? reading.read(only, expected) : readUnion(form, expected, reading)
}

const readAll = (form: FormOf<'all'>, expected: Expected, reading: Reading): Schema => {
  const [only] = form.forms
  if (only !== undefined && form.forms.length === 1 && reading.options.flattenSingletonUnions)
    return reading.read(only, expected)
  const properties = mergedProperties(form, reading.resolve)
  if (properties.size > 0) return readMerged({ form, properties }, expected, reading)
  const typed = typeAmong(form.forms)
  return typed === undefined
    ? fail('Unsupported criterion allOf: none of the schemas says a type')
    : reading.read(typed, expected)
}

const formReader = (reading: () => Reading) => {
  const followed = new Set<Value>()
  // so that what refers to the same twice, and so on, is not read 2 to the n times
  const schemas = new Map<Value, Schema>()

  const readTarget = (form: FormOf<'reference'>, place: Place, version: number | undefined): Schema => {
    const known = schemas.get(place.node)
    if (known !== undefined && version === undefined) return known
    if (followed.has(place.node))
      return fail(`The JSON Schema at ${form.reference} contains itself, which only objects may`)
    followed.add(place.node)
    const schema = read(formOf(place), { version })
    followed.delete(place.node)
    if (version === undefined) schemas.set(place.node, schema)
    return schema
  }

  const follow = (form: FormOf<'reference'>, expected: Expected): Schema => {
    const place = reading().resolve(form)
    const struct = reading().structs.get(place.node)
    if (struct !== undefined) return referTo(struct, expected, reading())
    const schema = readTarget(form, place, expected.version)
    return expected.optional === true ? withOptional(schema, true) : schema
  }

  const read = (form: Form, expected: Expected): Schema => {
    const finished = (bare: Schema) => finish({ form, bare }, expected, reading())
    switch (form.kind) {
      case 'null':
        return unsupported('NullSchema')
      case 'other':
        return unsupported(form.name)
      case 'reference':
        return follow(form, expected)
      case 'any':
        return readAny(form, expected, reading())
      case 'all':
        return readAll(form, expected, reading())
      case 'array':
        return finished(arrayOf(form, reading()))
      case 'object':
        return isMap(form) ? finished(objectMap(form, reading())) : readObject(form, expected, reading())
      default:
        return finished(primitiveOf(form, reading().options.generalizedSumTypes))
    }
  }
  return read
}

/**
 * The Connect schema of a JSON Schema. A struct that contains itself does so as an object: its fields lead back to
 * the array that they are in. `version`: where the JSON Schema says none.
 */
export const readSchema = (
  document: Document,
  version: number | undefined,
  options: SchemaReaderOptions,
): Schema => {
  const resolve = referenceResolver(options.ignoreModernDialects)
  const counts = { id: 0, union: 0 }
  const reading: Reading = {
    options,
    structs: new Map(),
    resolve: form => resolve(form.document, form.reference),
    read: formReader(() => reading),
    count: what => ++counts[what],
  }
  return reading.read(formOf({ node: document.root, document }), { version })
}
