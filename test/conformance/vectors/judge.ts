import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import { type NumberReader, parseJson, printJson } from '../../../connectors/sdk/json.ts'
import type { ConnectRecord, Header } from '../../../connectors/sdk/record.ts'
import { datumNode } from './datum-node.ts'
import type { Outcome, Result } from './outcome.ts'
import { isDatum, sameDatum, sameNode } from './same-datum.ts'
import { isObjectNode, type Node, type ObjectNode, type Vector } from './vector.ts'

const configErrors = ['ConfigException']

/** The peer's exceptions have two codes here; which of them is thrown where configurations are read is a matter of both. */
const isError = (outcome: Outcome, { type, message }: ObjectNode, { match, kind }: Vector): boolean => {
  if (!('error' in outcome) || !(outcome.error instanceof ConnectError)) return false
  if (match === 'any-error') return true
  const { code, message: given } = outcome.error
  const ofConfig = configErrors.includes(String(type))
  if (code !== (ofConfig ? 'INVALID_CONFIG' : 'DATA')) return false
  if (ofConfig !== (outcome.stage === 'configure') && !(kind === 'converter' && !ofConfig)) return false
  if (match === 'error-type') return true
  return match === 'message-prefix' ? given.startsWith(String(message)) : given === message
}

const sameHeaders = (a: readonly Header[], b: readonly Header[]): boolean =>
  a.length === b.length &&
  a.every((header, i) => {
    const other = b[i]
    return other !== undefined && header.key === other.key && sameDatum(header, other)
  })

const areHeaders = (headers: readonly Header[], expected: Node): boolean =>
  Array.isArray(expected) &&
  headers.length === expected.length &&
  headers.every((header, i) => header.key === expected[i]?.key && isDatum(header, expected[i]))

/** Each part of a record: what the vector says of it, or else what it was before. */
const isChanged = (before: ConnectRecord, after: ConnectRecord, expected: ObjectNode): boolean => {
  const { topic, partition, timestamp, key, value, headers, unchanged, ...unknown } = expected
  if (Object.keys(unknown).length > 0) throw new Error(`expect has ${Object.keys(unknown)}`)
  if (unchanged !== undefined && (unchanged !== true || Object.keys(expected).length > 1))
    throw new Error('unchanged stands alone')
  const isScalar = (node: Node | undefined, given: Node | undefined, was: Node | undefined) =>
    node === undefined ? (given ?? null) === (was ?? null) : sameNode(node, given ?? null)
  return (
    isScalar(topic, after.topic, before.topic) &&
    isScalar(partition, after.kafkaPartition, before.kafkaPartition) &&
    isScalar(timestamp, after.timestamp, before.timestamp) &&
    (key === undefined ? sameDatum(after.key, before.key) : isDatum(after.key, key)) &&
    (value === undefined ? sameDatum(after.value, before.value) : isDatum(after.value, value)) &&
    (headers === undefined ? sameHeaders(after.headers, before.headers) : areHeaders(after.headers, headers))
  )
}

const token: NumberReader = text => `number ${text}`

/** The same bytes, or the same JSON to the digit with its keys in another order: the peer has them in no order. */
const sameBytes = (given: Uint8Array, expected: Uint8Array): boolean => {
  if (Buffer.compare(given, expected) === 0) return true
  const [a, b] = [given, expected].map(bytes => Buffer.from(bytes).toString())
  if (a === undefined || b === undefined || !a.startsWith('{') || !b.startsWith('{')) return false
  try {
    return sameNode(parseJson(a, token), parseJson(b, token))
  } catch {
    return false
  }
}

const areBytes = (given: Uint8Array | null, expected: Node): boolean => {
  if (given === null || expected === null) return given === expected
  if (!isObjectNode(expected)) return false
  return typeof expected.utf8 === 'string'
    ? sameBytes(given, Buffer.from(expected.utf8))
    : Buffer.compare(given, Buffer.from(String(expected.base64), 'base64')) === 0
}

const isResult = (result: Result, expected: Node): boolean => {
  if ('verdict' in result) return result.verdict === expected
  if ('datum' in result) return isDatum(result.datum, expected)
  if ('bytes' in result) return areBytes(result.bytes, expected)
  if (!isObjectNode(expected)) return false
  if (result.after === null || expected.dropped !== undefined)
    return result.after === null && expected.dropped === true
  return isChanged(result.before, result.after, expected)
}

/** Whether the outcome is what the vector expects. */
export const isExpected = (outcome: Outcome, vector: Vector): boolean => {
  const { expect } = vector
  const error = isObjectNode(expect) && isObjectNode(expect.error) ? expect.error : undefined
  if (error !== undefined) return isError(outcome, error, vector)
  return 'result' in outcome && isResult(outcome.result, expect)
}

const bytesNode = (bytes: Uint8Array | null): Node => {
  if (bytes === null) return null
  const text = Buffer.from(bytes).toString()
  return Buffer.from(text).equals(bytes) ? { utf8: text } : { base64: Buffer.from(bytes).toString('base64') }
}

const headerNode = (header: Header): Node => ({ ...datumNode(header), key: header.key })

const changesNode = (before: ConnectRecord, after: ConnectRecord | null): Node => {
  if (after === null) return { dropped: true }
  const changes = {
    ...(after.topic === before.topic ? {} : { topic: after.topic }),
    ...(after.kafkaPartition === before.kafkaPartition ? {} : { partition: after.kafkaPartition ?? null }),
    ...(after.timestamp === before.timestamp ? {} : { timestamp: after.timestamp ?? null }),
    ...(sameDatum(after.key, before.key) ? {} : { key: datumNode(after.key) }),
    ...(sameDatum(after.value, before.value) ? {} : { value: datumNode(after.value) }),
    ...(sameHeaders(after.headers, before.headers) ? {} : { headers: after.headers.map(headerNode) }),
  }
  return Object.keys(changes).length === 0 ? { unchanged: true } : changes
}

/** An outcome as a vector has it, but with our code as an error's type and the stage in which it was thrown. */
const outcomeNode = (outcome: Outcome): Node => {
  if ('error' in outcome) {
    const { error, stage } = outcome
    const type = error instanceof ConnectError ? error.code : String(error instanceof Error && error.name)
    return { error: { type, message: messageOf(error), stage } }
  }
  const { result } = outcome
  if ('verdict' in result) return result.verdict
  if ('datum' in result) return datumNode(result.datum)
  return 'bytes' in result ? bytesNode(result.bytes) : changesNode(result.before, result.after)
}

export const printOutcome = (outcome: Outcome): string => printJson(outcomeNode(outcome))
