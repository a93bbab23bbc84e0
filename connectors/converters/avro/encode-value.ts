import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { ArraySchema, Field, MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import { writeAnything } from './anything.ts'
import type { AvroOptions } from './avro-config.ts'
import { branchFor, branchOfField } from './branches.ts'
import type { ByteOutput } from './byte-output.ts'
import { compileEncoder, type FieldEncoder } from './compiled-record.ts'
import { type Encode, scalarEncoder } from './encode-scalar.ts'
import { isUnion } from './kinds.ts'
import { logicalType } from './logical.ts'
import { scrubName } from './names.ts'
import { readDefault } from './read-default.ts'
import type { AvroField, AvroNode, RecordNode, UnionNode } from './schema-node.ts'
import { toConnectSchema } from './to-connect-schema.ts'

interface Encoders {
  readonly options: AvroOptions
  /** of structs, which may contain themselves, by their fields */
  readonly structs: Map<readonly Field[], Map<RecordNode, Encode>>
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const invalid = (schema: Schema, value: Value): never =>
  fail(`Invalid type for ${typeName(schema)}: ${describeValue(value)}`)

const nameOf = (node: AvroNode) => ('fullName' in node ? `${node.type} ${node.fullName}` : node.type)

const structPrototype = Object.getPrototypeOf(newStruct())

const isStruct = (value: Value): value is Struct =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === structPrototype || describeValue(value) === 'object')

const arrayEncoder = (schema: ArraySchema, items: AvroNode, encoders: Encoders): Encode => {
  const encode = encoder(schema.items, items, encoders)
  return (output, value) => {
    if (!Array.isArray(value)) return invalid(schema, value)
    const array: readonly Value[] = value
    let i = 0
    try {
      if (array.length > 0) output.int(array.length)
      for (; i < array.length; i++) encode(output, array[i] ?? null)
    } catch (error) {
      throw withinField(`[${i}]`, error)
    }
    return output.byte(0)
  }
}

/** As an Avro map, or as an array of entries, which have the same bytes but for the key. */
const mapEncoder = (
  schema: MapSchema,
  types: { keys: AvroNode; values: AvroNode },
  encoders: Encoders,
): Encode => {
  const [key, item] = [
    encoder(schema.keys, types.keys, encoders),
    encoder(schema.values, types.values, encoders),
  ]
  return (output, value) => {
    if (!(value instanceof Map)) return invalid(schema, value)
    const map: ReadonlyMap<Value, Value> = value
    let current: Value = null
    try {
      if (map.size > 0) output.int(map.size)
      for (const [name, each] of map) {
        current = name
        key(output, name)
        item(output, each)
      }
    } catch (error) {
      throw withinField(`[${String(current)}]`, error)
    }
    return output.byte(0)
  }
}

/** What a registered record has and the data have not is its default. */
const fallbackEncoder = ({ name, type, default: json }: AvroField, encoders: Encoders): Encode => {
  const schema = json === undefined ? undefined : toConnectSchema(type, encoders.options, undefined)
  const value = schema && readDefault(schema, type, json ?? null, encoders.options)
  if (schema === undefined || value === undefined)
    return fail(`The registered schema has field ${name} without a default, the data have it not`)
  const encode = encoder(schema, type, encoders)
  return output => encode(output, value)
}

const fieldEncoders = (
  schema: StructSchema,
  node: RecordNode,
  encoders: Encoders,
): readonly FieldEncoder[] => {
  const { options } = encoders
  const scrubbed = (name: string) => (options['scrub.invalid.names'] ? scrubName(name) : name)
  const fields = new Map(schema.fields.map(field => [scrubbed(field.name), field]))
  return node.fields.map(type => {
    const field = fields.get(type.name)
    if (field === undefined)
      return { name: type.name, fallback: null, encode: fallbackEncoder(type, encoders) }
    const fallback = options['ignore.default.for.nullables'] ? null : (field.schema.default ?? null)
    return { name: field.name, fallback, encode: encoder(field.schema, type.type, encoders) }
  })
}

const structEncoder = (schema: StructSchema, node: RecordNode, encoders: Encoders): Encode => {
  const known = encoders.structs.get(schema.fields)?.get(node)
  if (known !== undefined) return known
  let compiled: (output: ByteOutput, struct: Struct) => void = () => undefined
  const encode: Encode = (output, value) => {
    if (isStruct(value)) compiled(output, value)
    else invalid(schema, value)
  }
  const ofFields = encoders.structs.get(schema.fields) ?? new Map<RecordNode, Encode>()
  encoders.structs.set(schema.fields, ofFields.set(node, encode))
  compiled = compileEncoder(fieldEncoders(schema, node, encoders))
  return encode
}

const presentEncoder = (schema: Schema, node: AvroNode, encoders: Encoders): Encode => {
  if (schema.type === 'array' && node.type === 'array') return arrayEncoder(schema, node.items, encoders)
  if (schema.type === 'map' && node.type === 'map')
    return mapEncoder(schema, { keys: { type: 'string', props: {} }, values: node.values }, encoders)
  if (schema.type === 'map' && node.type === 'array' && node.items.type === 'record') {
    const [keys, values] = ['key', 'value'].map(
      name => node.items.type === 'record' && node.items.fields.find(field => field.name === name)?.type,
    )
    if (keys && values) return mapEncoder(schema, { keys, values }, encoders)
  }
  if (schema.type === 'struct' && node.type === 'record') return structEncoder(schema, node, encoders)
  const scalar = scalarEncoder(schema, node)
  if (scalar === undefined) return fail(`${typeName(schema)} cannot be written as Avro ${nameOf(node)}`)
  const logical = logicalType(schema)
  return logical === undefined ? scalar : (output, value) => scalar(output, logical.toBase(value))
}

const writeNull = (schema: Schema, node: AvroNode): ((output: ByteOutput) => void) => {
  const index = node.type === 'union' ? node.branches.findIndex(branch => branch.type === 'null') : -1
  if (schema.optional === true && index >= 0) return output => output.int(index)
  if (schema.optional === true) return () => fail(`Found null, but Avro ${nameOf(node)} has no null`)
  return () => fail('Found null value for non-optional schema')
}

/** The one field that is set is the value of its branch. */
const unionEncoder = (schema: StructSchema, node: UnionNode, encoders: Encoders): Encode => {
  const fields = schema.fields.map(field => {
    const index = branchOfField(field, node, encoders.options)
    const branch = node.branches[index]
    if (branch === undefined) return fail(`Union has no branch for field ${field.name}`)
    return { name: field.name, index, encode: presentEncoder(field.schema, branch, encoders) }
  })
  const encodeNull = writeNull(schema, node)
  return (output, value) => {
    if (!isStruct(value)) return invalid(schema, value)
    const set = fields.find(({ name }) => (value[name] ?? null) !== null)
    if (set === undefined) return encodeNull(output)
    output.int(set.index)
    try {
      return set.encode(output, value[set.name] ?? null)
    } catch (error) {
      throw withinField(set.name, error)
    }
  }
}

const branchEncoder = (schema: Schema, node: UnionNode, encoders: Encoders): Encode => {
  const index = branchFor(schema, node, encoders.options)
  const branch = node.branches[index]
  if (branch === undefined) return fail(`${typeName(schema)} fits none of the union's branches`)
  const encode = presentEncoder(schema, branch, encoders)
  return (output, value) => {
    output.int(index)
    encode(output, value)
  }
}

const encoder = (schema: Schema, node: AvroNode, encoders: Encoders): Encode => {
  const encodeNull = writeNull(schema, node)
  const present =
    node.type !== 'union'
      ? presentEncoder(schema, node, encoders)
      : schema.type === 'struct' && isUnion(schema)
        ? unionEncoder(schema, node, encoders)
        : branchEncoder(schema, node, encoders)
  return (output, value) => {
    if (value === null || value === undefined) encodeNull(output)
    else present(output, value)
  }
}

/** Writes values of a Connect schema as those of an Avro schema. */
export const valueEncoder = (schema: Schema | undefined, node: AvroNode, options: AvroOptions): Encode => {
  if (schema === undefined) return writeAnything
  const encode = encoder(schema, node, { options, structs: new Map() })
  if (node.type !== 'bytes') return encode
  const logical = logicalType(schema)
  // a whole message of bytes is written as it is, without a length
  return (output, value) => {
    const bytes = value === null || logical === undefined ? value : logical.toBase(value)
    if (bytes instanceof Uint8Array) output.raw(bytes)
    else invalid(schema, bytes)
  }
}
