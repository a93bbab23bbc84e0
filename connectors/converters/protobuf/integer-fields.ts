import type protobuf from 'protobufjs'
import type { Value } from '../../sdk/value.ts'
import { longOf, readInt64, skipField, wire } from './wire.ts'

/** How a logical type stands in its message; both without the length before it. */
export interface LogicalType {
  read(reader: protobuf.Reader): Value
  write(writer: protobuf.Writer, value: Value): void
}

/** The integers of a message by their numbers less one; those that are missing are 0. */
export const readIntegers = (reader: protobuf.Reader, count: number): readonly number[] => {
  const values = new Array<number>(count).fill(0)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const index = (tag >>> 3) - 1
    if (index >= 0 && index < count && (tag & 7) === wire.varint) values[index] = Number(readInt64(reader))
    else skipField(reader, tag, 1)
  }
  return values
}

/** Writes an integer of a message, unless it is 0. */
export const writeInteger = (writer: protobuf.Writer, number: number, value: number) => {
  if (value !== 0) writer.uint32(number << 3).int64(longOf(value))
}
