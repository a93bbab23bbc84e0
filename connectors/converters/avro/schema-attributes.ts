import { ConnectError } from '../../sdk/errors.ts'
import { printJson } from '../../sdk/json.ts'
import type { Schema } from '../../sdk/schema.ts'
import { Decimal, Float64, type Struct, type Value } from '../../sdk/value.ts'
import type { AvroOptions } from './avro-config.ts'
import {
  CONNECT_ENUM_DOC,
  CONNECT_RECORD_DOC,
  DEFAULT_NAME,
  ENUM_DEFAULT,
  ENUM_DOC,
  FIELD_DEFAULT,
  FIELD_DOC,
  RECORD_DOC,
  splitName,
} from './names.ts'
import { type AvroNode, propText } from './schema-node.ts'

/** What comes from around a schema. */
export interface Place {
  readonly optional: boolean
  /** the doc of its field */
  readonly doc?: string | undefined
  /** its field has a default of its own */
  readonly hasDefault?: boolean
  /** of the subject, for the whole schema */
  readonly version?: number | undefined
}

type Attributes = Omit<Schema, 'type' | 'fields' | 'items' | 'keys' | 'values' | 'default'>
type Parameters = Record<string, string>

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const docOf = (node: AvroNode): string | undefined => ('doc' in node ? node.doc : undefined)

const isObject = (json: Value): json is Struct =>
  typeof json === 'object' &&
  json !== null &&
  !Array.isArray(json) &&
  !(json instanceof Float64 || json instanceof Decimal)

const addDocs = (parameters: Parameters, node: AvroNode, options: AvroOptions): void => {
  const doc = docOf(node)
  const discard = options['discard.type.doc.default']
  if (!options['connect.meta.data']) return
  if (node.type === 'record' && !discard) {
    if (doc !== undefined) parameters[RECORD_DOC] = doc
    for (const field of node.fields)
      if (field.doc !== undefined) parameters[FIELD_DOC + field.name] = field.doc
  }
  if (node.type !== 'enum') return
  const { name } = splitName(node.fullName)
  if (doc !== undefined) parameters[discard ? CONNECT_ENUM_DOC : ENUM_DOC + name] = doc
  if (!discard && node.default !== undefined) parameters[ENUM_DEFAULT + name] = node.default
}

const addConnectParameters = (parameters: Parameters, node: AvroNode): void => {
  const own = node.props['connect.parameters'] ?? null
  if (own === null) return
  if (!isObject(own)) fail('Expected JSON object for schema parameters')
  for (const [name, value] of Object.entries(own as Struct))
    parameters[name] =
      typeof value === 'string'
        ? value
        : fail(`Expected schema parameter values to be strings, but ${name} is none`)
}

const addAvroProps = (parameters: Parameters, node: AvroNode): void => {
  for (const [name, value] of Object.entries(node.props) as [string, Value][])
    if (name.startsWith('avro')) parameters[name] = typeof value === 'string' ? value : printJson(value)
}

const parametersOf = (base: Schema, node: AvroNode, place: Place, options: AvroOptions): Parameters => {
  const parameters: Parameters = {}
  addDocs(parameters, node, options)
  Object.assign(parameters, base.parameters)
  if (options['discard.type.doc.default'] && options['connect.meta.data']) {
    const doc = docOf(node)
    if (doc !== undefined) parameters[CONNECT_RECORD_DOC] = doc
  }
  if (options['connect.meta.data']) addConnectParameters(parameters, node)
  addAvroProps(parameters, node)
  const isFieldDefault = place.hasDefault === true && node.props['connect.default'] === undefined
  if (isFieldDefault && !options['discard.type.doc.default'] && options['connect.meta.data'])
    parameters[FIELD_DEFAULT] = 'true'
  return parameters
}

const docAttribute = (node: AvroNode, place: Place, options: AvroOptions): string | undefined => {
  const own = propText(node, 'connect.doc')
  if (options['discard.type.doc.default']) return place.doc ?? docOf(node) ?? own
  return options['connect.meta.data'] ? own : undefined
}

const versionOf = (base: Schema, node: AvroNode, place: Place): number | undefined => {
  const json = node.props['connect.version'] ?? place.version ?? null
  if (json === null) return base.version
  if (typeof json !== 'number') return fail('Invalid Connect version found: it is not a number')
  if (json < 0) return base.version
  if (base.version === undefined || base.version === json) return json
  return fail(
    `Mismatched versions: version already added to SchemaBuilder (${base.version}) differs from version in source schema (${json})`,
  )
}

const nameOf = (base: Schema, node: AvroNode): string | undefined => {
  const json = node.props['connect.name'] ?? null
  if (json !== null && typeof json !== 'string') return fail('Invalid schema name: it is not a string')
  const name = json ?? ('fullName' in node ? node.fullName : undefined)
  if (name === undefined || name.startsWith(DEFAULT_NAME)) return base.name
  // a fixed that is a decimal keeps the name of decimals
  if (base.name === undefined || base.name === name || (json === null && node.type === 'fixed'))
    return base.name ?? name
  return fail(
    `Mismatched names: name already added to SchemaBuilder (${base.name}) differs from name in source schema (${name})`,
  )
}

/** Name, version, doc, parameters and whether it is optional; `base` is what the type alone says. */
export const schemaAttributes = (
  base: Schema,
  node: AvroNode,
  place: Place,
  options: AvroOptions,
): Attributes => {
  const parameters = parametersOf(base, node, place, options)
  const doc = docAttribute(node, place, options)
  const version = versionOf(base, node, place)
  const name = nameOf(base, node)
  return {
    ...(place.optional || base.optional === true ? { optional: true } : {}),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(doc === undefined ? {} : { doc }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  }
}
