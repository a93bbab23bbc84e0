import { printJson } from '../../../connectors/sdk/json.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { javaText } from './datum-node.ts'
import {
  type Deviation,
  datumRead,
  expectedDatum,
  expectedError,
  payloadsRead,
  textRead,
} from './deviation.ts'
import { sameNode } from './same-datum.ts'
import { isObjectNode, type Node, type ObjectNode } from './vector.ts'

const header = { folder: 'converters', classes: ['SimpleHeaderConverter'] } as const

/** Whether some array or map has no schema for its elements. */
const isUntyped = (schema: Node | undefined): boolean =>
  isObjectNode(schema) &&
  ['items', 'keys', 'values'].some(
    part => part in schema && (schema[part] === null || isUntyped(schema[part])),
  )

const isText = (value: Value, schema: { readonly type: string } | undefined, input: string) =>
  schema?.type === 'string' && value === input

/** What the peer reads as the schema's types, where the whole text is text to us. */
const staysText =
  (input: RegExp): Deviation['gives'] =>
  (vector, outcome) => {
    const read = payloadsRead(vector, outcome)
    const whole = textRead(vector)
    return read !== undefined && input.test(whole) && isText(read.datum.value, read.datum.schema, whole)
  }

/** Whether there are arrays or maps in an array or map. */
const isNested = (schema: Node | undefined): boolean => {
  const part = isObjectNode(schema) ? (schema.items ?? schema.values) : undefined
  return isObjectNode(part) && (part.type === 'array' || part.type === 'map')
}

/** What the peer gives such a type to, and we none; the values are the same. */
const isSchemaless =
  (isSuch: (expected: ObjectNode) => boolean): Deviation['gives'] =>
  (vector, outcome) => {
    const read = payloadsRead(vector, outcome)
    if (read === undefined || read.datum.schema !== undefined || !isSuch(read.expected)) return false
    const { payload, payload_java: print } = read.expected
    return payload === undefined
      ? String(print).endsWith(`:${javaText(read.datum.value)}`)
      : sameNode(payload, read.given.payload ?? null)
  }

const unescaped = (node: Node): Node => {
  if (typeof node === 'string') return node.replace(/\\([\\"])/g, '$1')
  if (Array.isArray(node)) return node.map(unescaped)
  return isObjectNode(node)
    ? Object.fromEntries(Object.entries(node).map(([k, v]) => [String(unescaped(k)), unescaped(v)]))
    : node
}

/** The rows of connectors/converters/README.md that begin with SimpleHeader. */
export const headerDeviations: readonly Deviation[] = [
  {
    ...header,
    row: 'SimpleHeader: text that only begins with a number, array or date: `1,2`, `12:30`, `[1]x`',
    gives: staysText(/^\s*([+-]?\d[\d.eE+-]*\s*[,:].*|[[{].*[\]}].*[^\]}].*|\d{4}-\d\d-\d\d.+)$/s),
  },
  {
    ...header,
    row: 'SimpleHeader: fractions',
    gives: (vector, outcome) => {
      const { value } = datumRead(outcome) ?? {}
      const number = value instanceof Decimal ? Number(value.toString()) : value
      const { payload } = expectedDatum(vector) ?? {}
      return (
        typeof number === 'number' && payload !== null && Math.fround(number) === Math.fround(Number(payload))
      )
    },
  },
  {
    ...header,
    row: 'SimpleHeader: days that do not exist, `2019-13-45`',
    gives: staysText(/^\s*\d{4}-\d\d-\d\d(T.*)?\s*$/),
  },
  {
    ...header,
    row: 'SimpleHeader: an array or map without one type for its elements, also an empty one',
    gives: isSchemaless(({ schema }) => isUntyped(schema)),
  },
  {
    ...header,
    row: 'SimpleHeader: arrays of arrays, or of maps, of different types: `[[1],["a"]]`',
    gives: isSchemaless(({ schema }) => isNested(schema)),
  },
  {
    ...header,
    row: 'SimpleHeader: null beside other values in an array: `[1,null]`',
    gives: (vector, outcome) => {
      const { schema, value } = datumRead(outcome) ?? {}
      const isMixed = Array.isArray(value) && value.length > 1 && value.includes(null)
      return isMixed && schema === undefined && expectedDatum(vector)?.payload === textRead(vector)
    },
  },
  {
    ...header,
    row: 'SimpleHeader: `null` with blanks around it',
    gives: (vector, outcome) =>
      expectedError(vector)?.type === 'NullPointerException' && datumRead(outcome)?.value === null,
  },
  {
    ...header,
    row: 'SimpleHeader: a quoted date inside an array or map',
    gives: (vector, outcome) => {
      const { schema } = expectedDatum(vector) ?? {}
      const part = isObjectNode(schema) ? (schema.items ?? schema.values) : undefined
      const given = datumRead(outcome)?.schema
      const type = given?.type === 'array' ? given.items : given?.type === 'map' ? given.values : undefined
      return (
        isObjectNode(part) && /\.(Date|Time|Timestamp)$/.test(String(part.name)) && type?.type === 'string'
      )
    },
  },
  {
    ...header,
    row: 'SimpleHeader: `\\"` and `\\\\` inside an array or map',
    gives: (vector, outcome) => {
      const read = payloadsRead(vector, outcome)
      const payload = read?.expected.payload ?? null
      return (
        read !== undefined &&
        printJson(payload).includes('\\') &&
        sameNode(unescaped(payload), read.given.payload ?? null)
      )
    },
  },
]
