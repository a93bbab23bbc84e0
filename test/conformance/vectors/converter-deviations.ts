import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { datumNode } from './datum-node.ts'
import {
  bytesWritten,
  type Deviation,
  dataError,
  datumRead,
  expectedDatum,
  expectedError,
  refused,
  textRead,
} from './deviation.ts'
import { sameNode } from './same-datum.ts'
import { isObjectNode, type Node } from './vector.ts'

const json = { folder: 'converters', classes: ['JsonConverter'] } as const
const header = { folder: 'converters', classes: ['SimpleHeaderConverter'] } as const
const text = { folder: 'converters', classes: ['StringConverter'] } as const

/** As the peer's 64 bits hold it. */
const wrapped = (node: Node): Node => {
  if (typeof node === 'bigint') {
    const value = BigInt.asIntN(64, node)
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }
  if (Array.isArray(node)) return node.map(wrapped)
  return isObjectNode(node) ? Object.fromEntries(Object.entries(node).map(([k, v]) => [k, wrapped(v)])) : node
}

/** Whether some array or map has no schema for its elements. */
const isUntyped = (schema: Node | undefined): boolean =>
  isObjectNode(schema) &&
  ['items', 'keys', 'values'].some(
    part => part in schema && (schema[part] === null || isUntyped(schema[part])),
  )

const payloadsRead = (
  vector: Parameters<Deviation['gives']>[0],
  outcome: Parameters<Deviation['gives']>[1],
) => {
  const [expected, datum] = [expectedDatum(vector), datumRead(outcome)]
  return expected && datum && { expected, datum, given: datumNode(datum) }
}

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

const jsonRows: readonly Deviation[] = [
  {
    ...json,
    row: 'JSON without a schema: an integer beyond int64',
    gives: (vector, outcome) => {
      const read = payloadsRead(vector, outcome)
      return (
        read?.datum.schema === undefined &&
        read !== undefined &&
        sameNode(wrapped(read.given.payload ?? null), read.expected.payload ?? null)
      )
    },
  },
  {
    ...json,
    row: 'JSON: a number that its INT8 … INT64 schema cannot hold',
    gives: refused(/^(-?\d+ is not an INT\d+|Invalid type for INT\d+: NUMBER)( \(field .*\))?$/),
  },
  {
    ...json,
    row: 'JSON: anything but a number where the schema says number, anything but a boolean where it says BOOLEAN',
    gives: refused(
      /^Invalid type for ((INT|FLOAT)\d+: (STRING|BOOLEAN|OBJECT|ARRAY)|BOOLEAN: (NUMBER|STRING|OBJECT|ARRAY))( \(field .*\))?$/,
    ),
  },
  {
    ...json,
    row: 'JSON: `"NaN"`, `"Infinity"` under FLOAT32 and FLOAT64',
    gives: (vector, outcome) => {
      const read = payloadsRead(vector, outcome)
      return Number(read?.expected.payload) === 0 && !Number.isFinite(Number(read?.datum.value))
    },
  },
  {
    ...json,
    row: 'JSON: anything but text where the schema says STRING, inside a value, or BYTES',
    gives: refused(/^Invalid type for (STRING: .* \(field .*\)|BYTES: .*)$/),
  },
  {
    ...json,
    row: 'JSON: anything but an array where the schema says ARRAY',
    gives: refused(/^Invalid type for ARRAY: (OBJECT|NUMBER|STRING|BOOLEAN)( \(field .*\))?$/),
  },
  {
    ...json,
    row: 'JSON: a Date or Timestamp beyond the year 275760',
    gives: refused(/^-?\d+ is beyond what a (Date|Timestamp) can hold here( \(field .*\))?$/),
  },
  {
    ...json,
    row: 'JSON: `-0.0`',
    gives: (vector, outcome) =>
      /-0\.0/.test(textRead(vector)) &&
      Object.is(Number(datumRead(outcome)?.value), -0) &&
      Number(expectedDatum(vector)?.payload) === 0,
  },
  {
    ...json,
    row: 'JSON: something after the value, `{"a":1} x`',
    gives: refused(/^Converting byte\[\] to Kafka Connect data failed due to serialization error: Not JSON/),
  },
  {
    ...json,
    row: 'JSON: a decimal with fewer decimal places than its schema, as BASE64',
    gives: (vector, outcome) =>
      bytesWritten(outcome) !== undefined &&
      String(expectedError(vector)?.message).includes('mismatching scale'),
  },
]

const headerRows: readonly Deviation[] = [
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
    gives: (vector, outcome) => {
      const read = payloadsRead(vector, outcome)
      if (read === undefined || read.datum.schema !== undefined || !isUntyped(read.expected.schema))
        return false
      const { payload, payload_java: print } = read.expected
      return payload === undefined
        ? /^\w+:(\{\}|\[\])$/.test(String(print)) && /^[[{]\s*[\]}]$/.test(textRead(vector).trim())
        : sameNode(payload, read.given.payload ?? null)
    },
  },
  {
    ...header,
    row: 'SimpleHeader: `[null,1]`',
    gives: (vector, outcome) => {
      const read = payloadsRead(vector, outcome)
      return (
        /^\[null,/.test(textRead(vector)) &&
        read?.datum.schema === undefined &&
        Array.isArray(read?.datum.value) &&
        read.expected.payload === textRead(vector)
      )
    },
  },
]

/** The rows of connectors/converters/README.md that a vector may show. */
export const converterDeviations: readonly Deviation[] = [
  {
    folder: 'converters',
    row: "Errors have Kafka Connect's text, followed by the field's path where there is one",
    gives: (vector, outcome) => {
      const [message, given] = [expectedError(vector)?.message, dataError(outcome)]
      return (
        typeof message === 'string' &&
        given !== undefined &&
        /^ \(field [^)]+\)$/.test(given.slice(message.length)) &&
        given.startsWith(message)
      )
    },
  },
  ...jsonRows,
  ...headerRows,
  { ...text, row: 'String: bytes', gives: refused(/^Bytes have no text form/) },
  {
    ...text,
    row: 'String: bytes that are not of the encoding, text that it cannot hold',
    gives: refused(/( are not .* text(;.*)?|unpaired surrogate.*|cannot hold the text .*)$/s),
  },
]
