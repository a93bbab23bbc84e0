import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import type { Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { decodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { readFixed64, readInt64, readSint64, wire } from './wire.ts'

type Reader = protobuf.Reader

export interface ScalarReader {
  readonly wire: number
  readonly read: (reader: Reader) => Value
  readonly zero: Value
}

const REPLACEMENT = '\uFFFD'

/** protobufjs replaces what is not UTF-8; few texts have a replacement character of their own. */
const readString = (reader: Reader): string => {
  const start = reader.pos
  const text = reader.string()
  if (!text.includes(REPLACEMENT)) return text
  reader.pos = start
  return decodeUtf8(reader.bytes())
}

const scalars: Readonly<Record<string, ScalarReader>> = {
  int32: { wire: wire.varint, read: reader => reader.int32(), zero: 0 },
  uint32: { wire: wire.varint, read: reader => reader.uint32(), zero: 0 },
  sint32: { wire: wire.varint, read: reader => reader.sint32(), zero: 0 },
  fixed32: { wire: wire.fixed32, read: reader => reader.fixed32(), zero: 0 },
  sfixed32: { wire: wire.fixed32, read: reader => reader.sfixed32(), zero: 0 },
  int64: { wire: wire.varint, read: readInt64, zero: 0 },
  uint64: { wire: wire.varint, read: readInt64, zero: 0 },
  sint64: { wire: wire.varint, read: readSint64, zero: 0 },
  fixed64: { wire: wire.fixed64, read: readFixed64, zero: 0 },
  sfixed64: { wire: wire.fixed64, read: readFixed64, zero: 0 },
  float: { wire: wire.fixed32, read: reader => reader.float(), zero: 0 },
  double: { wire: wire.fixed64, read: reader => reader.double(), zero: 0 },
  bool: { wire: wire.varint, read: reader => reader.bool(), zero: false },
  string: { wire: wire.delimited, read: readString, zero: '' },
  // a copy, so that it does not keep all of what was fetched with it
  bytes: { wire: wire.delimited, read: reader => new Uint8Array(reader.bytes()), zero: new Uint8Array(0) },
}

const narrowReader = (schema: Schema) => {
  const limit = schema.type === 'int8' ? 2 ** 7 : 2 ** 15
  return (reader: Reader): Value => {
    const value = reader.int32()
    if (value >= -limit && value < limit) return value
    throw new ConnectError('DATA', `Invalid value for ${typeName(schema)}: an integer that needs more bits`)
  }
}

/** How a scalar type is read. */
export const scalarReader = (type: string, schema: Schema): ScalarReader => {
  const reader = scalars[type]
  if (reader === undefined) throw new ConnectError('DATA', `Unknown Connect schema type: ${type}`)
  const narrow = schema.type === 'int8' || schema.type === 'int16'
  return narrow ? { ...reader, read: narrowReader(schema) } : reader
}

/** A default as the text of a schema gives it. */
export const standardValue = (type: string, standard: unknown): Value => {
  if (type === 'bytes' && typeof standard === 'string') return new Uint8Array(Buffer.from(standard, 'latin1'))
  if (typeof standard === 'string' || typeof standard === 'boolean') return standard
  if (typeof standard === 'number' && (type === 'double' || Number.isSafeInteger(standard))) return standard
  if (typeof standard === 'number' && type === 'float') return Math.fround(standard)
  throw new ConnectError(
    'DATA',
    `The default ${String(standard)} of a field of type ${type} is not supported`,
  )
}
