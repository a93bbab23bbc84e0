import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { datumNode } from './datum-node.ts'
import type { Outcome } from './outcome.ts'
import { isObjectNode, type Node, type ObjectNode, type Vector } from './vector.ts'

/** A row of a README's table "Where Kafka Connect does otherwise". */
export interface Deviation {
  /** the folder of the README */
  readonly folder: 'converters' | 'transforms' | 'predicates'
  /** the first cell of the row, or a sentence before the table */
  readonly row: string
  /** simple names of the classes, without `$Key` and `$Value`; absent: all */
  readonly classes?: readonly string[]
  /** Whether the vector is such a case and the outcome what the row gives for it. */
  readonly gives: (vector: Vector, outcome: Outcome) => boolean
}

const simpleName = (className: string): string =>
  /([^.$]+)(\$(Key|Value))?$/.exec(className)?.[1] ?? className

/** The row that says why the outcome is not what the vector expects; `undefined`: it is simply wrong. */
export const deviationOf = (
  deviations: readonly Deviation[],
  vector: Vector,
  outcome: Outcome,
): Deviation | undefined =>
  deviations.find(
    ({ classes, gives }) => (classes?.includes(simpleName(vector.class)) ?? true) && gives(vector, outcome),
  )

/** What the peer threw; `undefined` when it gave a result. */
export const expectedError = ({ expect }: Vector): ObjectNode | undefined =>
  isObjectNode(expect) && isObjectNode(expect.error) ? expect.error : undefined

/** The datum that the peer read; `undefined` when it did not. */
export const expectedDatum = (vector: Vector): ObjectNode | undefined => {
  const { expect } = vector
  return isObjectNode(expect) && 'schema' in expect ? expect : undefined
}

/** The message of the `DATA` error that was thrown; `undefined` when there was another outcome. */
export const dataError = (outcome: Outcome): string | undefined =>
  'error' in outcome && outcome.error instanceof ConnectError && outcome.error.code === 'DATA'
    ? outcome.error.message
    : undefined

/** The datum that was read; `undefined` when there was another outcome. */
export const datumRead = (outcome: Outcome): Datum | undefined =>
  'result' in outcome && 'datum' in outcome.result ? outcome.result.datum : undefined

/** The bytes that were written; `undefined` when there was another outcome. */
export const bytesWritten = (outcome: Outcome): string | undefined =>
  'result' in outcome && 'bytes' in outcome.result && outcome.result.bytes !== null
    ? Buffer.from(outcome.result.bytes).toString()
    : undefined

/** The text that the vector's converter reads. */
export const textRead = (vector: Vector): string => {
  const input: Node = vector.kind === 'converter' && vector.dir === 'to' ? vector.input : null
  if (!isObjectNode(input)) return ''
  return typeof input.utf8 === 'string' ? input.utf8 : Buffer.from(String(input.base64), 'base64').toString()
}

/** Where the peer has a result and we refuse with such a message. */
export const refused =
  (message: RegExp): Deviation['gives'] =>
  (vector, outcome) =>
    expectedError(vector) === undefined && message.test(dataError(outcome) ?? '')

/** What the peer read and what we did. */
export const payloadsRead = (vector: Vector, outcome: Outcome) => {
  const [expected, datum] = [expectedDatum(vector), datumRead(outcome)]
  return expected && datum && { expected, datum, given: datumNode(datum) }
}
