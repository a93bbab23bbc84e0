import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { newStruct, type Value } from '../../sdk/value.ts'
import { readAnything } from './anything.ts'
import type { AvroOptions } from './avro-config.ts'
import { onlyBranch } from './branch-name.ts'
import type { ByteInput } from './byte-input.ts'
import { compileDecoder } from './compiled-record.ts'
import { logicalType } from './logical.ts'
import type { ArrayNode, AvroNode, MapNode, PrimitiveNode, RecordNode, UnionNode } from './schema-node.ts'

type Decode = (input: ByteInput) => Value

interface Decoders {
  readonly options: AvroOptions
  /** of records, which may contain themselves */
  readonly records: Map<RecordNode, Decode>
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const within = (decode: Decode, input: ByteInput, place: string): Value => {
  try {
    return decode(input)
  } catch (error) {
    throw withinField(place, error)
  }
}

/** The fewest bytes that a value takes. */
const leastSize = (node: AvroNode, open: readonly AvroNode[] = []): number => {
  if (node.type === 'fixed') return node.size
  if (node.type === 'null') return 0
  if (node.type === 'float') return 4
  if (node.type === 'double') return 8
  if (node.type !== 'record') return 1
  // a record that contains itself has at least a branch's or a length's byte there
  if (open.includes(node)) return 1
  let size = 0
  for (const { type } of node.fields) size += leastSize(type, [...open, node])
  return size
}

const small = (bits: 8 | 16): Decode => {
  const limit = 2 ** (bits - 1)
  return input => {
    const value = input.int()
    return value >= -limit && value < limit ? value : fail(`Invalid value for INT${bits}: ${value}`)
  }
}

const primitives: Readonly<Record<PrimitiveNode['type'], Decode>> = {
  null: () => null,
  boolean: input => input.boolean(),
  int: input => input.int(),
  long: input => input.long(),
  float: input => input.float(),
  double: input => input.double(),
  bytes: input => input.bytes(),
  string: input => input.string(),
}

const arrayDecoder = (node: ArrayNode, schema: Schema, decoders: Decoders): Decode => {
  if (schema.type === 'map') return entriesDecoder(node, schema, decoders)
  const decode = decoder(node.items, schema.type === 'array' ? schema.items : schema, decoders)
  const least = leastSize(node.items)
  return input => {
    const items: Value[] = []
    for (let count = input.block(least); count > 0; count = input.block(least))
      try {
        for (let i = 0; i < count; i++) items.push(decode(input))
      } catch (error) {
        throw withinField(`[${items.length}]`, error)
      }
    return items
  }
}

const entriesDecoder = (node: ArrayNode, schema: MapSchema, decoders: Decoders): Decode => {
  const least = leastSize(node.items)
  const fields = node.items.type === 'record' ? node.items.fields : []
  const parts = fields.map(({ name, type }) => ({
    name,
    decode: decoder(type, name === 'key' ? schema.keys : schema.values, decoders),
  }))
  const readEntry = (input: ByteInput): readonly [Value, Value] => {
    const entry: Record<string, Value> = {}
    for (const { name, decode } of parts) entry[name] = within(decode, input, `[${name}]`)
    return [entry.key ?? null, entry.value ?? null]
  }
  return input => {
    const entries: (readonly [Value, Value])[] = []
    for (let count = input.block(least); count > 0; count = input.block(least))
      for (let i = 0; i < count; i++) entries.push(readEntry(input))
    return new Map(entries)
  }
}

const mapDecoder = (node: MapNode, schema: Schema, decoders: Decoders): Decode => {
  const decode = decoder(node.values, schema.type === 'map' ? schema.values : schema, decoders)
  const least = 1 + leastSize(node.values)
  const readInto = (map: Map<Value, Value>, input: ByteInput): void => {
    const key = input.string()
    try {
      map.set(key, decode(input))
    } catch (error) {
      throw withinField(`[${key}]`, error)
    }
  }
  return input => {
    const map = new Map<Value, Value>()
    for (let count = input.block(least); count > 0; count = input.block(least))
      for (let i = 0; i < count; i++) readInto(map, input)
    return map
  }
}

const recordDecoder = (node: RecordNode, schema: Schema, decoders: Decoders): Decode => {
  let compiled: Decode = () => null
  const decode: Decode = input => compiled(input)
  decoders.records.set(node, decode)
  const types = (schema as StructSchema).fields
  compiled = compileDecoder(
    node.fields.map(({ name, type }, i) => ({
      name,
      decode: decoder(type, types[i]?.schema ?? schema, decoders),
    })),
  )
  return decode
}

const unionDecoder = (node: UnionNode, schema: StructSchema, decoders: Decoders): Decode => {
  let next = 0
  const branches = node.branches.map(branch => {
    const field = branch.type === 'null' ? undefined : schema.fields[next++]
    return field && { name: field.name, decode: decoder(branch, field.schema, decoders) }
  })
  return input => {
    const branch = branches[input.branch(branches.length)]
    if (branch === undefined) return null
    const struct = newStruct()
    for (const { name } of schema.fields) struct[name] = null
    struct[branch.name] = within(branch.decode, input, branch.name)
    return struct
  }
}

const nullableDecoder = (node: UnionNode, decode: Decode): Decode => {
  const nullIndex = node.branches.findIndex(branch => branch.type === 'null')
  return input => (input.branch(2) === nullIndex ? null : decode(input))
}

const presentDecoder = (node: AvroNode, schema: Schema, decoders: Decoders): Decode => {
  if (node.type === 'array') return arrayDecoder(node, schema, decoders)
  if (node.type === 'map') return mapDecoder(node, schema, decoders)
  if (node.type === 'record') return decoders.records.get(node) ?? recordDecoder(node, schema, decoders)
  if (node.type === 'union') return unionDecoder(node, schema as StructSchema, decoders)
  if (node.type === 'fixed') return input => input.raw(node.size)
  if (node.type === 'enum') return input => node.symbols[input.branch(node.symbols.length)] ?? null
  if (schema.type === 'int8') return small(8)
  return schema.type === 'int16' ? small(16) : primitives[node.type]
}

const decoder = (node: AvroNode, schema: Schema, decoders: Decoders): Decode => {
  const only = onlyBranch(node, decoders.options)
  if (only !== undefined && node.type === 'union') {
    const decode = decoder(only.node, schema, decoders)
    return only.optional
      ? nullableDecoder(node, decode)
      : input => {
          input.branch(1)
          return decode(input)
        }
  }
  const decode = presentDecoder(node, schema, decoders)
  const logical = logicalType(schema)
  return logical === undefined ? decode : input => logical.fromBase(decode(input))
}

/** Reads values of an Avro schema as those of the Connect schema that was made of it; schemaless without one. */
export const valueDecoder = (node: AvroNode, schema: Schema | undefined, options: AvroOptions): Decode => {
  if (schema === undefined) return readAnything
  // a whole message of bytes is written as it is, without a length
  const raw: Decode | undefined = node.type === 'bytes' ? input => input.raw(input.remaining) : undefined
  const logical = logicalType(schema)
  if (raw === undefined) return decoder(node, schema, { options, records: new Map() })
  return logical === undefined ? raw : input => logical.fromBase(raw(input))
}
