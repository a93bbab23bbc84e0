import { messageOf } from '../../../connectors/sdk/errors.ts'
import {
  bytesWritten,
  type Deviation,
  datumRead,
  expectedDatum,
  expectedError,
  payloadsRead,
  refused,
  textRead,
} from './deviation.ts'
import { sameNode } from './same-datum.ts'
import { isObjectNode, type Node } from './vector.ts'

const beyondDates =
  /^(the input is no datum: )?-?\d+ is beyond what a (Date|Timestamp) can hold here( \(field .*\))?$/

const json = { folder: 'converters', classes: ['JsonConverter'] } as const

/** As the peer's 64 bits hold it. */
const wrapped = (node: Node): Node => {
  if (typeof node === 'bigint') {
    const value = BigInt.asIntN(64, node)
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }
  if (Array.isArray(node)) return node.map(wrapped)
  return isObjectNode(node) ? Object.fromEntries(Object.entries(node).map(([k, v]) => [k, wrapped(v)])) : node
}

/** The rows of connectors/converters/README.md that begin with JSON. */
export const jsonDeviations: readonly Deviation[] = [
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
    // whatever the vector is about, such a record never reaches it
    folder: 'converters',
    row: 'JSON: a Date or Timestamp beyond the year 275760',
    gives: (vector, outcome) => {
      const message = 'error' in outcome ? messageOf(outcome.error) : ''
      return expectedError(vector) === undefined && beyondDates.test(message)
    },
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
    gives: refused(/^Converting byte\[\] .* serialization error: Not JSON: .* after JSON at/),
  },
  {
    ...json,
    row: 'JSON: a decimal with fewer decimal places than its schema, as BASE64',
    gives: (vector, outcome) =>
      bytesWritten(outcome) !== undefined &&
      String(expectedError(vector)?.message).includes('mismatching scale'),
  },
]
