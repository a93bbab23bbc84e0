import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import type { Datum } from '../../sdk/record.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { MappingOptions } from './mapping-options.ts'
import { FIRST, type MessageIndexes, messageAt, readIndexes } from './message-indexes.ts'
import type { ParsedFile } from './parse-file.ts'
import { connectTypeOf } from './plan-element.ts'
import { messagePlanner } from './plan-message.ts'
import { wrapperReader } from './read-element.ts'
import { messageReaders } from './read-message.ts'
import { malformed } from './wire.ts'
import { wrapped } from './wrappers-file.ts'

/** How a message is read that is the whole value. */
interface Root {
  readonly schema: Schema
  readonly read: (reader: protobuf.Reader) => Value
  /** whether a message may begin with this tag */
  readonly beginsWith: (tag: number) => boolean
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const primitiveRoot = (scalar: string): Root | undefined => {
  const type = connectTypeOf(scalar)
  if (type === undefined) return undefined
  const schema: Schema = { type }
  const { readInside } = wrapperReader({ kind: 'wrapper', type: scalar, schema })
  return { schema, read: readInside, beginsWith: tag => tag >>> 3 === 1 }
}

const makeRoots = (file: ParsedFile, options: MappingOptions) => {
  const planOf = messagePlanner(options)
  const readers = messageReaders()
  return (indexes: MessageIndexes): Root => {
    const type = messageAt(file, indexes)
    const scalar = options.wrapperForRawPrimitives ? wrapped.get(type.fullName.slice(1)) : undefined
    const primitive = scalar === undefined ? undefined : primitiveRoot(scalar)
    if (primitive !== undefined) return primitive
    const plan = planOf(type)
    const readMessage = readers(plan)
    const numbers = new Set(plan.members.map(({ number }) => number))
    return {
      ...{ schema: plan.schema, read: (reader: protobuf.Reader) => readMessage(reader, 1) },
      beginsWith: tag => numbers.has(tag >>> 3),
    }
  }
}

const tagAt = (bytes: Uint8Array, start: number): number => {
  const reader = protobuf.Reader.create(bufferOf(bytes))
  reader.pos = start
  try {
    return reader.uint32()
  } catch {
    return 0
  }
}

const readAll = ({ read }: Root, reader: protobuf.Reader): Value => {
  try {
    return read(reader)
  } catch (error) {
    throw malformed(error)
  }
}

// a tag of field 1; as a count of indexes it is 4
const FIRST_TAG = 8

/**
 * Whether what cannot be indexes is a message without them, of the first type: so writes
 * `@kafkajs/confluent-schema-registry`.
 */
const isBare = (root: Root, bytes: Uint8Array, start: number): boolean =>
  (bytes[start] ?? 0) >= FIRST_TAG && root.beginsWith(tagAt(bytes, start))

/** Reads the messages of a file, each behind its indexes. `version`: that of the schemas of what is read. */
export const rootReader = (
  file: ParsedFile,
  options: MappingOptions,
): ((version: number | undefined) => (bytes: Uint8Array, start: number) => Datum) => {
  if (file.messages.length === 0) throw new ConnectError('DATA', 'The schema has no message')
  const makeRoot = makeRoots(file, options)
  return version => {
    const roots = new Map<string, Root>()
    const rootOf = (indexes: MessageIndexes): Root => {
      const key = indexes.join()
      const known = roots.get(key)
      if (known !== undefined) return known
      const made = makeRoot(indexes)
      const root = version === undefined ? made : { ...made, schema: { ...made.schema, version } }
      roots.set(key, root)
      return root
    }
    const found = (bytes: Uint8Array, start: number) => {
      try {
        const { indexes, end } = readIndexes(bytes, start)
        return { root: rootOf(indexes), end }
      } catch (error) {
        const root = rootOf(FIRST)
        if (isBare(root, bytes, start)) return { root, end: start }
        throw error
      }
    }
    return (bytes, start) => {
      const { root, end } = found(bytes, start)
      const reader = protobuf.Reader.create(bufferOf(bytes))
      reader.pos = end
      return { schema: root.schema, value: readAll(root, reader) }
    }
  }
}
