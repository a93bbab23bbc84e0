import protobuf from 'protobufjs'
import type { Member, MessagePlan } from './message-plan.ts'
import { skipField, wire } from './wire.ts'

export const isMessage = ({ shape }: Member): boolean =>
  shape.kind === 'single' && shape.element.kind !== 'scalar' && shape.element.kind !== 'enum'

/**
 * The rest of a message with each message in it once. Where one is there several times, each adds to those before,
 * unless another member of its oneof stands between: that is the same as one with the bytes of all.
 */
export const mergeMessages = (plan: MessagePlan, reader: protobuf.Reader): Uint8Array => {
  const members = new Map(plan.members.map(member => [member.number, member]))
  const merged = new Map<Member, Uint8Array[]>()
  const writer = protobuf.Writer.create()
  while (reader.pos < reader.len) {
    const start = reader.pos
    const tag = reader.uint32()
    const member = members.get(tag >>> 3)
    if (member?.oneof !== undefined)
      for (const other of merged.keys())
        if (other !== member && other.oneof === member.oneof) merged.delete(other)
    if (member !== undefined && isMessage(member) && (tag & 7) === wire.delimited) {
      const parts = merged.get(member) ?? []
      parts.push(reader.bytes())
      merged.set(member, parts)
    } else {
      skipField(reader, tag, 1)
      writer.raw(reader.buf.subarray(start, reader.pos))
    }
  }
  for (const [{ number }, parts] of merged)
    writer.uint32((number << 3) | wire.delimited).bytes(Buffer.concat(parts))
  return writer.finish()
}
