import type { Datum } from '../../../connectors/sdk/record.ts'
import { describeValue } from '../../../connectors/sdk/type-name.ts'
import { Float64 } from '../../../connectors/sdk/value.ts'
import { datumNode, javaText } from './datum-node.ts'
import { isObjectNode, type Node, type ObjectNode } from './vector.ts'

const isInteger = (node: Node): node is number | bigint =>
  typeof node === 'bigint' || (typeof node === 'number' && Number.isInteger(node))

const isFloat = (node: Node): node is number | Float64 =>
  node instanceof Float64 || (typeof node === 'number' && !Number.isInteger(node))

/** Text stands for what JSON has no number for. */
const doubleOf = (node: Node): number =>
  node === 'NaN' || node === 'Infinity' || node === '-Infinity' || typeof node !== 'string'
    ? Number(node)
    : Number.NaN

const sameDouble = (a: Node, b: Node): boolean =>
  (isFloat(a) || isInteger(a) || typeof a === 'string') && Object.is(doubleOf(a), doubleOf(b))

const sameFloat = (a: Node, b: Node): boolean =>
  sameDouble(Math.fround(doubleOf(a)), Math.fround(doubleOf(b)))

/** A schemaless float of Java's is printed as a float, which is a double here. */
const samePlainFloat = (a: number | Float64, b: number | Float64): boolean =>
  sameDouble(a, b) || (Math.fround(Number(b)) === Number(b) && sameFloat(a, b))

const sameList = (a: Node, b: Node, same: (a: Node, b: Node, i: number) => boolean): boolean =>
  Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i], i))

const sameFields = (a: Node, b: Node, same: (a: Node, b: Node, name: string) => boolean): boolean => {
  if (!isObjectNode(a) || !isObjectNode(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every(name => same(a[name] ?? null, b[name] ?? null, name))
}

const sameNames = (a: Node, b: Node): boolean =>
  isObjectNode(a) &&
  isObjectNode(b) &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.keys(a).every(name => name in b)

/** The same JSON, whatever the order of keys; 1 and 1.0 differ, integers are compared in full. */
export const sameNode = (a: Node, b: Node): boolean => {
  if (isInteger(a)) return isInteger(b) && BigInt(a) === BigInt(b)
  if (isFloat(a)) return isFloat(b) && samePlainFloat(a, b)
  if (Array.isArray(a)) return sameList(a, b, sameNode)
  return isObjectNode(a) ? sameNames(a, b) && sameFields(a, b, sameNode) : a === b
}

const fieldSchemas = (schema: ObjectNode): ReadonlyMap<Node, Node> =>
  new Map(
    Array.isArray(schema.fields)
      ? schema.fields.map((field: ObjectNode) => [field.field ?? null, field])
      : [],
  )

/** The same payload under the same schema: a float may be written as an integer, an absent field is null. */
const samePayload = (schema: Node, a: Node, b: Node): boolean => {
  if (!isObjectNode(schema)) return sameNode(a, b)
  if (a === null || b === null) return a === b
  if (schema.type === 'double') return sameDouble(a, b)
  if (schema.type === 'float') return sameFloat(a, b)
  if (schema.type === 'array') return sameList(a, b, (x, y) => samePayload(schema.items ?? null, x, y))
  if (schema.type === 'map' && Array.isArray(a)) return sameEntries(schema, a, b)
  if (schema.type === 'map')
    return sameNames(a, b) && sameFields(a, b, (x, y) => samePayload(schema.values ?? null, x, y))
  if (schema.type !== 'struct') return sameNode(a, b)
  const fields = fieldSchemas(schema)
  return sameFields(a, b, (x, y, name) => samePayload(fields.get(name) ?? null, x, y))
}

/** The pairs of a map have no order. */
const sameEntries = (schema: ObjectNode, a: readonly Node[], b: Node): boolean => {
  const types = [schema.keys ?? null, schema.values ?? null]
  const samePair = (x: Node, y: Node) => sameList(x, y, (p, q, i) => samePayload(types[i] ?? null, p, q))
  return (
    Array.isArray(b) &&
    a.length === b.length &&
    a.every(pair => b.some((other: Node) => samePair(pair, other)))
  )
}

/** Absent attributes are false or null. */
const sameSchema = (a: Node, b: Node): boolean =>
  sameFields(a, b, (x, y, name) => {
    if (name === 'optional') return (x ?? false) === (y ?? false)
    if (name === 'default') return samePayload(a, x, y)
    if (name === 'fields') return sameList(x, y, sameSchema)
    return name === 'items' || name === 'keys' || name === 'values' ? sameSchemas(x, y) : sameNode(x, y)
  })

const sameSchemas = (a: Node, b: Node): boolean => (a === null || b === null ? a === b : sameSchema(a, b))

const javaTypes: Readonly<Record<string, readonly string[]>> = {
  integer: ['Byte', 'Short', 'Integer', 'Long', 'BigInteger'],
  float: ['Float', 'Double'],
  string: ['String'],
  boolean: ['Boolean'],
  bytes: ['byte[]', 'HeapByteBuffer', 'ByteBuffer'],
  decimal: ['BigDecimal'],
  date: ['Date'],
  array: ['ArrayList', 'List', 'UnmodifiableRandomAccessList', 'ListN', 'List12'],
  map: ['HashMap', 'LinkedHashMap', 'Map', 'TreeMap', 'MapN', 'Map1'],
  object: ['HashMap', 'LinkedHashMap', 'Map', 'TreeMap', 'MapN', 'Map1', 'Struct'],
}

const isOfType = ({ schema, value }: Datum, type: string): boolean => {
  const kind = schema?.type.startsWith('float') === true ? 'float' : describeValue(value)
  return javaTypes[kind]?.includes(type) === true
}

/** `Type:text`; the text of bytes is an address. */
const samePrint = (datum: Datum, print: string): boolean => {
  const colon = print.indexOf(':')
  const type = print.slice(0, colon)
  const { value } = datum
  return (
    isOfType({ schema: undefined, value }, type) &&
    (type === 'byte[]' || javaText(value) === print.slice(colon + 1))
  )
}

/** Whether a datum is the one that a vector expects: `{schema, payload}` or `{schema, payload_java}`. */
export const isDatum = (datum: Datum, expected: Node): boolean => {
  if (!isObjectNode(expected)) return false
  const { schema = null, payload = null, payload_java: print, java_type: type } = expected
  const given = datumNode(datum)
  if (!sameSchemas(schema, given.schema ?? null)) return false
  if (print === null) return datum.value === null
  if (typeof print === 'string') return samePrint(datum, print)
  if (!('payload' in given) || !samePayload(schema, payload, given.payload ?? null)) return false
  return typeof type !== 'string' || datum.value === null || isOfType(datum, type)
}

/** Whether two data are the same. */
export const sameDatum = (a: Datum, b: Datum): boolean =>
  a === b || isDatum(a, datumNode(b)) || sameContradiction(a, b)

const sameContradiction = (a: Datum, b: Datum): boolean => {
  const [x, y] = [datumNode(a), datumNode(b)]
  return 'payload_java' in x && 'payload_java' in y && sameNode(x, y)
}
