import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { parseJson } from '../../sdk/json.ts'
import { Decimal, Float64, newStruct, type Struct, type Value } from '../../sdk/value.ts'
import { fullName, splitName } from './names.ts'
import type { AvroField, AvroNode, EnumNode, FixedNode, PrimitiveNode, RecordNode } from './schema-node.ts'

type Definitions = Map<string, AvroNode>

interface Scope {
  readonly definitions: Definitions
  readonly namespace: string | undefined
}

const primitives: ReadonlySet<string> = new Set<PrimitiveNode['type']>([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
])
const reserved = new Set([
  ...['doc', 'fields', 'items', 'name', 'namespace', 'size', 'symbols', 'values', 'type', 'aliases'],
])

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const isObject = (json: Value | undefined): json is Struct =>
  typeof json === 'object' &&
  json !== null &&
  !Array.isArray(json) &&
  !(json instanceof Float64 || json instanceof Decimal)

const propsOf = (json: Struct, ...own: readonly string[]): Struct => {
  const props = newStruct()
  for (const name in json) if (!reserved.has(name) && !own.includes(name)) props[name] = json[name] ?? null
  return props
}

const text = (json: Struct, name: string): string | undefined => {
  const value = json[name]
  return typeof value === 'string' ? value : undefined
}

const noProps = newStruct()

const reference = (name: string, { definitions, namespace }: Scope): AvroNode => {
  if (primitives.has(name)) return { type: name as PrimitiveNode['type'], props: noProps }
  const local = name.includes('.') ? name : fullName({ namespace, name })
  return definitions.get(local) ?? definitions.get(name) ?? fail(`Undefined name: ${name}`)
}

const nameOf = (json: Struct, { namespace }: Scope): string => {
  const name = text(json, 'name') ?? fail('No name in schema')
  return name.includes('.') ? name : fullName({ namespace: text(json, 'namespace') ?? namespace, name })
}

const define = <T extends AvroNode & { fullName: string }>(node: T, { definitions }: Scope): T => {
  if (definitions.has(node.fullName)) fail(`Can't redefine: ${node.fullName}`)
  definitions.set(node.fullName, node)
  return node
}

const parseField = (json: Value, scope: Scope): AvroField => {
  if (!isObject(json)) return fail('A field of a record is not an object')
  const fallback = json.default
  return {
    name: text(json, 'name') ?? fail('No field name'),
    type: parseNode(json.type ?? fail('No field type'), scope),
    doc: text(json, 'doc'),
    ...(fallback === undefined ? {} : { default: fallback }),
  }
}

const parseRecord = (json: Struct, scope: Scope): RecordNode => {
  const fields: AvroField[] = []
  const name = nameOf(json, scope)
  const node = define(
    { type: 'record', fullName: name, doc: text(json, 'doc'), fields, props: propsOf(json) } as const,
    scope,
  )
  const inner = { ...scope, namespace: splitName(name).namespace }
  if (!Array.isArray(json.fields)) return fail(`Record ${name} has no fields`)
  for (const field of json.fields as readonly Value[]) fields.push(parseField(field, inner))
  return node
}

const parseEnum = (json: Struct, scope: Scope): EnumNode => {
  const symbols: readonly Value[] = Array.isArray(json.symbols) ? json.symbols : fail('Enum has no symbols')
  return define(
    {
      type: 'enum',
      fullName: nameOf(json, scope),
      doc: text(json, 'doc'),
      symbols: symbols.map(symbol =>
        typeof symbol === 'string' ? symbol : fail('A symbol is not a string'),
      ),
      default: text(json, 'default'),
      props: propsOf(json, 'default'),
    },
    scope,
  )
}

const parseFixed = (json: Struct, scope: Scope): FixedNode => {
  const { size } = json
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return fail('Invalid or no size')
  const name = nameOf(json, scope)
  return define({ type: 'fixed', fullName: name, doc: text(json, 'doc'), size, props: propsOf(json) }, scope)
}

const parseObject = (json: Struct, scope: Scope): AvroNode => {
  const { type = null } = json
  if (typeof type !== 'string') return parseNode(type, scope)
  if (primitives.has(type)) return { type: type as PrimitiveNode['type'], props: propsOf(json) }
  if (type === 'record' || type === 'error') return parseRecord(json, scope)
  if (type === 'enum') return parseEnum(json, scope)
  if (type === 'fixed') return parseFixed(json, scope)
  if (type === 'array') return { type, items: parseNode(json.items ?? null, scope), props: propsOf(json) }
  if (type === 'map') return { type, values: parseNode(json.values ?? null, scope), props: propsOf(json) }
  return reference(type, scope)
}

const parseNode = (json: Value, scope: Scope): AvroNode => {
  if (typeof json === 'string') return reference(json, scope)
  if (Array.isArray(json)) {
    const branches = (json as readonly Value[]).map(branch => parseNode(branch, scope))
    return { type: 'union', branches, props: noProps }
  }
  return isObject(json) ? parseObject(json, scope) : fail('Schema not yet supported: no type')
}

/** Schemas may be registered as the bare name of a type. */
const parseText = (schema: string): Value => (/^\s*["[{]/.test(schema) ? parseJson(schema) : schema.trim())

/** An Avro schema as text, and the texts that it refers to, which come first; `DATA` when it is none. */
export const parseSchema = (schema: string, dependencies: Iterable<string> = []): AvroNode => {
  const definitions: Definitions = new Map()
  try {
    for (const each of dependencies) parseNode(parseText(each), { definitions, namespace: undefined })
    return parseNode(parseText(schema), { definitions, namespace: undefined })
  } catch (cause) {
    throw new ConnectError('DATA', `Not an Avro schema: ${messageOf(cause)}`, { cause })
  }
}
