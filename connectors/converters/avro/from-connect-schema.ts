import { ConnectError } from '../../sdk/errors.ts'
import { parseJson } from '../../sdk/json.ts'
import type { Field, MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { newStruct } from '../../sdk/value.ts'
import { anything } from './anything.ts'
import type { AvroOptions } from './avro-config.ts'
import { connectProps } from './connect-props.ts'
import { defaultText } from './default-text.ts'
import { enumNode } from './enum-node.ts'
import { enumParameter, fixedSize, hasStringKeys, isUnion, required } from './kinds.ts'
import {
  CONNECT_RECORD_DOC,
  checkName,
  DEFAULT_NAME,
  FIELD_DOC,
  fullName,
  MAP_ENTRY,
  NAMESPACE,
  RECORD_DOC,
  scrubFullName,
  scrubName,
  splitName,
} from './names.ts'
import { schemaKeys } from './schema-key.ts'
import type { AvroField, AvroNode, PrimitiveNode, RecordNode } from './schema-node.ts'
import { isValidDefault } from './valid-default.ts'

/** What has been made so far of one schema. */
interface Making {
  readonly options: AvroOptions
  readonly keys: ReturnType<typeof schemaKeys>
  /** of required schemas, by what they are */
  readonly made: Map<string, AvroNode>
  /** of structs, by their names */
  readonly records: Map<string, { readonly node: RecordNode; readonly schema: StructSchema }>
  /** the fields of structs that are being made */
  readonly open: Set<readonly Field[]>
  unnamed: number
}

const primitives = {
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
  string: 'string',
  bytes: 'bytes',
} as const satisfies Record<string, PrimitiveNode['type']>

const nullNode: PrimitiveNode = { type: 'null', props: newStruct() }

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const nameFor = (schema: Schema, making: Making): string => {
  if (schema.name === undefined) {
    making.unnamed++
    return making.unnamed === 1 ? DEFAULT_NAME : `${DEFAULT_NAME}${making.unnamed}`
  }
  const name = making.options['scrub.invalid.names'] ? scrubFullName(schema.name) : schema.name
  checkName(splitName(name).name)
  return name
}

const fieldOf = (name: string, schema: Schema, doc: string | undefined, making: Making): AvroField => {
  const { options } = making
  const { default: value = null } = schema
  const type = make(schema, making)
  const json = value === null ? null : parseJson(defaultText(schema, value, options))
  const hasDefault = (value !== null || schema.optional === true) && isValidDefault(type, json)
  return {
    name: checkName(name),
    type,
    doc: options['discard.type.doc.default'] ? schema.doc : doc,
    ...(hasDefault ? { default: json } : {}),
  }
}

const recordOf = (schema: StructSchema, making: Making): RecordNode => {
  const { options, open } = making
  const { parameters = {}, fields } = schema
  const discard = options['discard.type.doc.default']
  const made: AvroField[] = []
  const node: RecordNode = {
    type: 'record',
    fullName: nameFor(schema, making),
    doc: parameters[discard ? CONNECT_RECORD_DOC : RECORD_DOC],
    fields: made,
    props: connectProps(schema, options),
  }
  if (schema.name !== undefined) making.records.set(schema.name, { node, schema })
  open.add(fields)
  for (const field of fields) {
    const name = options['scrub.invalid.names'] ? scrubName(field.name) : field.name
    if (made.some(each => each.name === name)) fail(`Duplicate field ${name} in record ${node.fullName}`)
    const doc = discard ? undefined : parameters[FIELD_DOC + field.name]
    made.push(fieldOf(name, field.schema, doc, making))
  }
  open.delete(fields)
  return node
}

const entriesOf = (schema: MapSchema, making: Making): AvroNode => {
  const props = newStruct()
  if (schema.name !== undefined) props['connect.internal.type'] = MAP_ENTRY
  const name =
    schema.name === undefined ? fullName({ namespace: NAMESPACE, name: MAP_ENTRY }) : nameFor(schema, making)
  const fields = [
    fieldOf('key', schema.keys, undefined, making),
    fieldOf('value', schema.values, undefined, making),
  ]
  return {
    type: 'array',
    items: { type: 'record', fullName: name, doc: undefined, fields, props },
    props: connectProps(schema, making.options),
  }
}

const baseOf = (schema: Schema, making: Making): AvroNode => {
  const { options } = making
  if (schema.type === 'struct') {
    if (!making.open.has(schema.fields)) return recordOf(schema, making)
    return fail('A struct that contains itself needs a name, and an optional field, array or map in between')
  }
  if (schema.type === 'array')
    return { type: 'array', items: refer(schema.items, making), props: connectProps(schema, options) }
  if (schema.type === 'map')
    return hasStringKeys(schema, options)
      ? { type: 'map', values: refer(schema.values, making), props: connectProps(schema, options) }
      : entriesOf(schema, making)
  const size = fixedSize(schema)
  if (size !== undefined)
    return {
      type: 'fixed',
      fullName: nameFor(schema, making),
      doc: undefined,
      size,
      props: connectProps(schema, options),
    }
  const parameter = enumParameter(schema, options)
  if (parameter !== undefined) return enumNode(schema, parameter, { options, name: nameFor(schema, making) })
  return { type: primitives[schema.type], props: connectProps(schema, options) }
}

/** A null comes first, unless the default is none. */
const optional = (schema: Schema, node: AvroNode): AvroNode => {
  if (schema.optional !== true) return node
  const hasDefault = schema.default !== undefined && schema.default !== null
  return { type: 'union', branches: hasDefault ? [node, nullNode] : [nullNode, node], props: newStruct() }
}

/** A struct that was met before, by name, so that it may contain itself. */
const refer = (schema: Schema, making: Making, isBranch = false): AvroNode => {
  const known =
    schema.type !== 'struct' || schema.name === undefined ? undefined : making.records.get(schema.name)
  if (known === undefined) return make(schema, making, isBranch)
  const { keys } = making
  if (keys.fields(known.schema) !== keys.fields(schema)) fail(`Can't redefine: ${known.node.fullName}`)
  return isBranch ? known.node : optional(schema, known.node)
}

const branchesOf = (schema: StructSchema, making: Making): readonly AvroNode[] => {
  const branches = schema.fields.map(field => refer(required(field.schema), making, true))
  const names = new Set<string>()
  for (const branch of branches) {
    if (branch.type === 'union') fail('Nested union: a branch of a union cannot be one')
    const name = 'fullName' in branch ? branch.fullName : branch.type
    if (names.has(name)) fail(`Duplicate in union:${name}`)
    names.add(name)
  }
  return schema.optional === true ? [nullNode, ...branches] : branches
}

const makeNew = (schema: Schema, making: Making, isBranch: boolean): AvroNode => {
  if (schema.type === 'struct' && isUnion(schema))
    return { type: 'union', branches: branchesOf(schema, making), props: newStruct() }
  if (schema.type === 'struct' && schema.optional === true)
    return { type: 'union', branches: [nullNode, refer(required(schema), making)], props: newStruct() }
  const node = baseOf(schema, making)
  return isBranch ? node : optional(schema, node)
}

const make = (schema: Schema, making: Making, isBranch = false): AvroNode => {
  if (schema.optional === true) return makeNew(schema, making, isBranch)
  const key = making.keys.whole(schema)
  const known = making.made.get(key)
  if (known !== undefined) return known
  const node = makeNew(schema, making, isBranch)
  making.made.set(key, node)
  return node
}

/** The Avro schema of a Connect schema; of schemaless data the one that holds anything. */
export const fromConnectSchema = (options: AvroOptions) => {
  const keys = schemaKeys(options)
  return (schema: Schema | undefined): AvroNode => {
    if (schema === undefined) return anything
    return make(schema, { options, keys, made: new Map(), records: new Map(), open: new Set(), unnamed: 0 })
  }
}
