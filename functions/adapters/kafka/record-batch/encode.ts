import { viewed } from '../../../runtime/copy-bytes.ts'
import type { Compression } from '../../../runtime/ports/kafka.ts'
import { compress, compressionCodes } from './compression.ts'
import { crc32c } from './crc32c.ts'
import { field, flag, prefix } from './layout.ts'

/** A record batch in the making: `bytes` has room for a request's header, then the batch. */
export interface BatchDraft {
  readonly room: number
  readonly bytes: Buffer
  readonly view: DataView
  /** where the next record goes */
  at: number
  count: number
  baseTimestamp: number
  maxTimestamp: number
}

/** `size`: bytes for records; the first record has to fit. */
export const draftBatch = (room: number, size: number): BatchDraft => {
  const bytes = Buffer.allocUnsafe(room + field.records + size)
  return {
    room,
    ...viewed(bytes),
    bytes,
    at: room + field.records,
    count: 0,
    baseTimestamp: 0,
    maxTimestamp: 0,
  }
}

export const noteTimestamp = (draft: BatchDraft, timestamp: number): void => {
  if (draft.count === 0) draft.baseTimestamp = timestamp
  if (draft.count === 0 || timestamp > draft.maxTimestamp) draft.maxTimestamp = timestamp
}

export interface BatchIdentity {
  /** −1 when not idempotent, as are the other two */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional?: boolean
}

const compressed = (draft: BatchDraft, compression: Compression): Buffer => {
  const start = draft.room + field.records
  if (compression === 'none') return draft.bytes.subarray(0, draft.at)
  const records = compress(compression, draft.bytes.subarray(start, draft.at))
  const bytes = Buffer.allocUnsafe(start + records.length)
  bytes.set(records, start)
  return bytes
}

/** The finished batch with its room in front. The draft must not be used any more. */
export const finishBatch = (draft: BatchDraft, identity: BatchIdentity, compression: Compression): Buffer => {
  const whole = compressed(draft, compression)
  const batch = whole.subarray(draft.room)
  batch.writeBigInt64BE(0n, field.baseOffset)
  batch.writeInt32BE(batch.length - prefix, field.length)
  batch.writeInt32BE(-1, field.leaderEpoch)
  batch.writeInt8(2, field.magic)
  const transactional = identity.transactional ? flag.transactional : 0
  batch.writeInt16BE(compressionCodes[compression] | transactional, field.attributes)
  batch.writeInt32BE(draft.count - 1, field.lastOffsetDelta)
  batch.writeBigInt64BE(BigInt(draft.baseTimestamp), field.baseTimestamp)
  batch.writeBigInt64BE(BigInt(draft.maxTimestamp), field.maxTimestamp)
  batch.writeBigInt64BE(BigInt(identity.producerId), field.producerId)
  batch.writeInt16BE(identity.producerEpoch, field.producerEpoch)
  batch.writeInt32BE(identity.baseSequence, field.baseSequence)
  batch.writeInt32BE(draft.count, field.count)
  batch.writeUInt32BE(crc32c(batch, field.attributes, batch.length), field.crc)
  return whole
}
