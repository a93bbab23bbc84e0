import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import type { Value } from '../../sdk/value.ts'
import { logicalTypes } from './logical.ts'
import type { Element, MessagePlan } from './message-plan.ts'
import { scalarReader, standardValue } from './read-scalar.ts'
import { readDelimited, skipField, wire } from './wire.ts'

type Reader = protobuf.Reader

/** How one value is read, whatever it is a part of. */
export interface ElementReader {
  readonly wire: number
  /** `undefined`: a value that its enum does not know, which counts as missing */
  readonly read: (reader: Reader, depth: number) => Value | undefined
  /** what it is when it is missing */
  readonly zero: (depth: number) => Value
}

type ReadMessage = (reader: Reader, depth: number) => Value
export type MessageReaders = (plan: MessagePlan) => ReadMessage

const nothing = Buffer.alloc(0)

type EnumElement = Extract<Element, { kind: 'enum' }>

export const isClosed = (type: protobuf.Enum): boolean => {
  const features: unknown = Reflect.get(type, '_features')
  return (
    typeof features === 'object' &&
    features !== null &&
    'enum_type' in features &&
    features.enum_type === 'CLOSED'
  )
}

const enumNumber = ({ type }: EnumElement, standard: unknown): number => {
  const first = Object.values(type.values)[0] ?? 0
  return typeof standard === 'string' ? (type.values[standard] ?? first) : first
}

const enumReader = (element: EnumElement, standard: unknown): ElementReader => {
  const { type, schema } = element
  const { valuesById } = type
  const closed = isClosed(type)
  const symbolOf = (number: number): Value | undefined => {
    const name = valuesById[number]
    if (name === undefined && closed) return undefined
    return schema.type === 'int32' ? number : (name ?? `UNKNOWN_ENUM_VALUE_${type.name}_${number}`)
  }
  const zero = symbolOf(enumNumber(element, standard)) ?? null
  return { wire: wire.varint, read: reader => symbolOf(reader.int32()), zero: () => zero }
}

interface WrapperReader extends ElementReader {
  /** reads it where it is not inside another message */
  readonly readInside: (reader: Reader) => Value
}

export const wrapperReader = ({ type, schema }: Extract<Element, { kind: 'wrapper' }>): WrapperReader => {
  const scalar = scalarReader(type, schema)
  const tag = (1 << 3) | scalar.wire
  const readInside = (reader: Reader): Value => {
    let value = scalar.zero
    while (reader.pos < reader.len) {
      const found = reader.uint32()
      if (found === tag) value = scalar.read(reader)
      else skipField(reader, found, 1)
    }
    return value
  }
  return {
    wire: wire.delimited,
    read: reader => readDelimited(reader, readInside),
    zero: () => scalar.zero,
    readInside,
  }
}

const messageReader = (readMessage: () => ReadMessage): ElementReader => ({
  wire: wire.delimited,
  read: (reader, depth) => readDelimited(reader, inner => readMessage()(inner, depth + 1)),
  zero: depth => readMessage()(protobuf.Reader.create(nothing), depth + 1),
})

/** `standard`: the default that the text gives the field. */
export const elementReader = (
  element: Element,
  readers: MessageReaders,
  standard?: unknown,
): ElementReader => {
  if (element.kind === 'enum') return enumReader(element, standard)
  if (element.kind === 'wrapper') return wrapperReader(element)
  if (element.kind === 'logical') {
    const { read } = logicalTypes[element.name]
    return messageReader(() => read)
  }
  if (element.kind === 'message') {
    let made: ReadMessage | undefined
    // made when it is needed first: messages may be recursive
    return messageReader(() => (made ??= readers(element.plan)))
  }
  const { read, zero, wire: type } = scalarReader(element.type, element.schema)
  const value = standard === undefined ? zero : standardValue(element.type, standard)
  return { wire: type, read, zero: () => value }
}

/** Refuses a value that stands as one of another type does. */
export const checkWire = (found: number, { wire: wanted }: Pick<ElementReader, 'wire'>): void => {
  if (found !== wanted)
    throw new ConnectError(
      'DATA',
      `The message does not fit its schema: wire type ${found}, ${wanted} is needed`,
    )
}
