import protobuf from 'protobufjs'
import { ConnectError, messageOf } from '../../sdk/errors.ts'

/** How a value stands in a message: the low bits of its tag. */
export const wire = { varint: 0, fixed64: 1, delimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const

/** As many levels of messages in messages are read, and written. */
const MAX_DEPTH = 100

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

export const checkDepth = (depth: number): void => {
  if (depth > MAX_DEPTH) fail(`Protocol message had too many levels of nesting, more than ${MAX_DEPTH}`)
}

/** What the reader throws, as an error of the data. */
export const malformed = (error: unknown): unknown =>
  error instanceof ConnectError
    ? error
    : new ConnectError('DATA', `The message is cut off or malformed: ${messageOf(error)}`, { cause: error })

const HIGH = 2 ** 32

/** An int64 by its halves. */
const fromHalves = (low: number, high: number): number | bigint => {
  const value = (high | 0) * HIGH + (low >>> 0)
  return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0))
}

/** An int64 that stands as a varint. A uint64 is read as the int64 with the same bits. */
export const readInt64 = (reader: protobuf.Reader): number | bigint => {
  // most are small, and need no object with two halves
  const first = reader.buf[reader.pos] ?? 0
  if (first < 0x80 && reader.pos < reader.len) {
    reader.pos++
    return first
  }
  const { low, high } = reader.int64()
  return fromHalves(low, high)
}

export const readSint64 = (reader: protobuf.Reader): number | bigint => {
  const { low, high } = reader.sint64()
  return fromHalves(low, high)
}

export const readFixed64 = (reader: protobuf.Reader): number | bigint => {
  const { low, high } = reader.sfixed64()
  return fromHalves(low, high)
}

/** What a writer takes as 64 bits. */
export const longOf = (value: number | bigint): number | protobuf.Long =>
  typeof value === 'number'
    ? value
    : new protobuf.util.Long(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)), false)

/** Reads what a length stands before; the reader ends there meanwhile. */
export const readDelimited = <T>(reader: protobuf.Reader, read: (reader: protobuf.Reader) => T): T => {
  const end = reader.uint32() + reader.pos
  const outer = reader.len
  if (end > outer)
    fail(`The message is cut off: ${end - reader.pos} bytes are needed, ${outer - reader.pos} are there`)
  reader.len = end
  const value = read(reader)
  if (reader.pos !== end) fail('The message is malformed: a value goes on after its end')
  reader.len = outer
  return value
}

const skipBytes = (reader: protobuf.Reader, length: number) => {
  if (length > reader.len - reader.pos)
    fail(`The message is cut off: ${length} bytes are needed, ${reader.len - reader.pos} are there`)
  reader.pos += length
}

const skipGroup = (reader: protobuf.Reader, number: number, depth: number) => {
  checkDepth(depth)
  for (;;) {
    const tag = reader.uint32()
    if ((tag & 7) === wire.endGroup && tag >>> 3 === number) return
    skipField(reader, tag, depth + 1)
  }
}

/** Passes over the value of a field that is not known. */
export const skipField = (reader: protobuf.Reader, tag: number, depth: number): void => {
  const number = tag >>> 3
  const type = tag & 7
  if (number === 0) fail('The message is malformed: a field has the number 0')
  if (type === wire.varint) readInt64(reader)
  else if (type === wire.fixed64) skipBytes(reader, 8)
  else if (type === wire.delimited) skipBytes(reader, reader.uint32())
  else if (type === wire.startGroup) skipGroup(reader, number, depth)
  else if (type === wire.fixed32) skipBytes(reader, 4)
  else fail(`The message is malformed: field ${number} has the wire type ${type}`)
}
