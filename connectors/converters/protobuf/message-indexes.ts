import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { messagesIn, type ParsedFile } from './parse-file.ts'

/** Which message of a file the bytes are of: its index, and those of the messages nested in it. */
export type MessageIndexes = readonly number[]

const varint = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]

/** The first message of a file is one byte, 0. */
export const indexBytes = (indexes: MessageIndexes): Uint8Array =>
  indexes.length === 1 && indexes[0] === 0
    ? Uint8Array.of(0)
    : Uint8Array.from([indexes.length, ...indexes].flatMap(index => varint(index << 1)))

/** Where a message is in its file; `undefined`: it is not in it. */
export const indexesOf = (
  type: protobuf.Type,
  messages: readonly protobuf.Type[],
): MessageIndexes | undefined => {
  for (const [i, each] of messages.entries()) {
    if (each === type) return [i]
    const inside = indexesOf(type, messagesIn(each))
    if (inside !== undefined) return [i, ...inside]
  }
  return undefined
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

// messages are not nested deeper by any compiler
const MAX_INDEXES = 100

/** Reads zigzag varints. */
const integersOf = (bytes: Uint8Array, start: number) => {
  let at = start
  const next = (): number => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? fail('The message indexes are cut off')
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    return fail('The message indexes are malformed')
  }
  return { next, position: () => at }
}

export const FIRST: MessageIndexes = [0]

/** The indexes that the bytes begin with, and where the message begins. */
export const readIndexes = (
  bytes: Uint8Array,
  start: number,
): { readonly indexes: MessageIndexes; readonly end: number } => {
  if (bytes[start] === 0) return { indexes: FIRST, end: start + 1 }
  const { next, position } = integersOf(bytes, start)
  const count = next()
  if (count < 0 || count > MAX_INDEXES) fail(`Invalid message indexes: ${count} of them`)
  const indexes = Array.from({ length: count }, next)
  return { indexes: count === 0 ? FIRST : indexes, end: position() }
}

/** The message that indexes say. */
export const messageAt = ({ messages }: ParsedFile, indexes: MessageIndexes): protobuf.Type => {
  const [first = -1, ...rest] = indexes
  const found = rest.reduce<protobuf.Type | undefined>(
    (type, index) => type && messagesIn(type)[index],
    messages[first],
  )
  return found ?? fail(`Invalid message indexes: [${indexes.join(', ')}]`)
}
