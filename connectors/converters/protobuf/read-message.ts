import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import { isMessage, mergeMessages } from './merge-messages.ts'
import type { Member, MessagePlan } from './message-plan.ts'
import { elementReader, type MessageReaders } from './read-element.ts'
import { memberReader, type ReadMember } from './read-member.ts'
import { checkDepth, malformed, skipField } from './wire.ts'

type Fields = Record<string, Value>

/** What a field is before anything was read, and after nothing was. */
interface Slot {
  readonly name: string
  readonly initial: () => Value
  readonly missing: ((depth: number) => Value) | undefined
}

const nothing = () => null

const slotOf = (member: Member, readers: MessageReaders): Slot => {
  const { name, shape } = member
  if (shape.kind === 'repeated') return { name, initial: () => [], missing: undefined }
  if (shape.kind === 'map') return { name, initial: () => new Map(), missing: undefined }
  if (shape.missing === 'null') return { name, initial: nothing, missing: undefined }
  const { zero } = elementReader(shape.element, readers, member.standard)
  if (shape.missing === 'error') {
    const fail = () => {
      throw new ConnectError('DATA', `Message missing required fields: ${name}`)
    }
    return { name, initial: nothing, missing: fail }
  }
  if (isMessage(member)) return { name, initial: nothing, missing: zero }
  const value = zero(0)
  return { name, initial: () => value, missing: undefined }
}

const slotsOf = (plan: MessagePlan, readers: MessageReaders): readonly Slot[] => {
  const members = new Map(
    plan.members.filter(({ union }) => union === undefined).map(each => [each.name, each]),
  )
  return plan.schema.fields.map(({ name }) => {
    const member = members.get(name)
    return member === undefined ? { name, initial: nothing, missing: undefined } : slotOf(member, readers)
  })
}

const compile = (plan: MessagePlan, readers: MessageReaders) => {
  const slots = slotsOf(plan, readers)
  const incomplete = slots.filter(({ missing }) => missing !== undefined)
  const byNumber = new Map<number, ReadMember>(
    plan.members.map(member => [member.number, memberReader(member, plan, readers)]),
  )

  const readMerged = (reader: protobuf.Reader, depth: number): Struct => {
    const bytes = mergeMessages(plan, reader)
    return read(protobuf.Reader.create(bytes), depth)
  }
  const complete = (struct: Fields, depth: number) => {
    for (const { name, missing } of incomplete)
      if (struct[name] === null && missing !== undefined) struct[name] = missing(depth)
  }
  const read = (reader: protobuf.Reader, depth: number): Struct => {
    checkDepth(depth)
    const start = reader.pos
    const struct = newStruct()
    for (const { name, initial } of slots) struct[name] = initial()
    let field = ''
    try {
      while (reader.pos < reader.len) {
        field = ''
        const tag = reader.uint32()
        const member = byNumber.get(tag >>> 3)
        if (member === undefined) skipField(reader, tag, depth)
        else {
          field = member.name
          if (member.isThere(struct)) {
            reader.pos = start
            return readMerged(reader, depth)
          }
          member.read(reader, tag & 7, { struct, depth })
        }
      }
      field = ''
      if (incomplete.length > 0) complete(struct, depth)
    } catch (error) {
      throw field === '' ? malformed(error) : withinField(field, malformed(error))
    }
    return struct
  }
  return read
}

/** Makes readers of messages, one a plan. */
export const messageReaders = (): MessageReaders => {
  const made = new Map<MessagePlan, ReturnType<typeof compile>>()
  const readers: MessageReaders = plan => {
    const known = made.get(plan)
    if (known !== undefined) return known
    const reader = compile(plan, readers)
    made.set(plan, reader)
    return reader
  }
  return readers
}
