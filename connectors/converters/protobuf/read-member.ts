import type protobuf from 'protobufjs'
import { withinField } from '../../sdk/field-error.ts'
import { newStruct, type Value } from '../../sdk/value.ts'
import { isMessage } from './merge-messages.ts'
import type { Member, MessagePlan, Shape } from './message-plan.ts'
import { checkWire, type ElementReader, elementReader, type MessageReaders } from './read-element.ts'
import { malformed, readDelimited, skipField, wire } from './wire.ts'

type Reader = protobuf.Reader
type Fields = Record<string, Value>

interface Target {
  readonly struct: Fields
  readonly depth: number
}

/** Reads a field of a message into its struct. */
export interface ReadMember {
  readonly name: string
  /** whether it is a message that was read already, which the next one adds to */
  readonly isThere: (struct: Fields) => boolean
  readonly read: (reader: Reader, wireType: number, target: Target) => void
}

const never = () => false

const repeatedReader = (name: string, item: ElementReader): ReadMember['read'] => {
  const readItem = (reader: Reader, items: Value[], depth: number) => {
    try {
      const value = item.read(reader, depth)
      if (value !== undefined) items.push(value)
    } catch (error) {
      throw withinField(`[${items.length}]`, malformed(error))
    }
  }
  return (reader, wireType, { struct, depth }) => {
    const items = struct[name] as Value[]
    if (wireType === wire.delimited && item.wire !== wire.delimited)
      return readDelimited(reader, packed => {
        while (packed.pos < packed.len) readItem(packed, items, depth)
      })
    checkWire(wireType, item)
    readItem(reader, items, depth)
  }
}

type MapShape = Extract<Shape, { kind: 'map' }>

const mapReader = (name: string, shape: MapShape, readers: MessageReaders): ReadMember['read'] => {
  const key = elementReader(shape.key, readers)
  const value = elementReader(shape.value, readers)
  const entry = { wire: wire.delimited }
  const missing = (depth: number) => (shape.missing === 'null' ? null : value.zero(depth))
  const readEntry = (reader: Reader, map: Map<Value, Value>, depth: number) => {
    let foundKey: Value | undefined
    let found: Value | undefined
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      const number = tag >>> 3
      const part = number === shape.keyNumber ? key : number === shape.valueNumber ? value : undefined
      if (part === undefined) skipField(reader, tag, depth)
      else {
        checkWire(tag & 7, part)
        const read = part.read(reader, depth + 1)
        if (part === key) foundKey = read
        else found = read
      }
    }
    map.set(foundKey ?? key.zero(depth), found ?? missing(depth))
  }
  return (reader, wireType, { struct, depth }) => {
    const map = struct[name] as Map<Value, Value>
    checkWire(wireType, entry)
    try {
      readDelimited(reader, inside => readEntry(inside, map, depth))
    } catch (error) {
      throw withinField(`[${map.size}]`, malformed(error))
    }
  }
}

/** Sets a member of a union: the struct that holds it is made anew, the other members are null. */
const unionSetter = (union: string, { name }: Member, members: readonly Member[]) => {
  const names = members.map(member => member.name)
  return (struct: Fields, value: Value) => {
    const fields = newStruct()
    for (const each of names) fields[each] = null
    fields[name] = value
    struct[union] = fields
  }
}

const setterOf = (member: Member, { members }: MessagePlan) => {
  const { name, union, oneof } = member
  const together = members.filter(each => oneof !== undefined && each.oneof === oneof)
  if (union !== undefined) return unionSetter(union, member, together)
  const others = together.map(each => each.name).filter(each => each !== name)
  return (struct: Fields, value: Value) => {
    for (const other of others) struct[other] = null
    struct[name] = value
  }
}

const isThere = ({ union, name }: Member) =>
  union === undefined
    ? (struct: Fields) => struct[name] !== null
    : (struct: Fields) => ((struct[union] as Fields | null)?.[name] ?? null) !== null

export const memberReader = (member: Member, plan: MessagePlan, readers: MessageReaders): ReadMember => {
  const { name, shape } = member
  if (shape.kind === 'map') return { name, isThere: never, read: mapReader(name, shape, readers) }
  const element = elementReader(shape.element, readers)
  if (shape.kind === 'repeated') return { name, isThere: never, read: repeatedReader(name, element) }
  const set = setterOf(member, plan)
  return {
    name: member.union === undefined ? name : `${member.union}.${name}`,
    isThere: isMessage(member) ? isThere(member) : never,
    read(reader, wireType, { struct, depth }) {
      checkWire(wireType, element)
      const value = element.read(reader, depth)
      if (value !== undefined) set(struct, value)
    },
  }
}
