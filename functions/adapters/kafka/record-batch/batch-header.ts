import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import { readInt64 } from '../protocol/byte-reader.ts'
import { crc32c } from './crc32c.ts'
import { field, flag, prefix } from './layout.ts'

export interface BatchHeader {
  /** the batch is `bytes[start, end)` */
  readonly start: number
  readonly end: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly codec: number
  readonly logAppendTime: boolean
  readonly transactional: boolean
  readonly control: boolean
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: number
  readonly count: number
}

export const corrupt = (problem: string): ConnectError =>
  new ConnectError('KAFKA', `Corrupt record batch: ${problem}`)

const checked = (bytes: Buffer, start: number, end: number) => {
  const magic = bytes.readInt8(start + field.magic)
  if (magic !== 2)
    throw new ConnectError(
      'KAFKA',
      `Record format ${magic} is not read here, only 2 (Kafka 0.11 and newer)`,
      {
        retriable: false,
      },
    )
  if (end - start < field.records) throw corrupt(`${end - start} bytes, at least ${field.records} are needed`)
  const wanted = bytes.readUInt32BE(start + field.crc)
  const actual = crc32c(bytes, start + field.attributes, end)
  if (actual !== wanted) throw corrupt(`CRC-32C is ${actual}, its header says ${wanted}`)
}

/** The header of the batch that starts at `start`, its checksum verified; `undefined` when the bytes end within it. */
export const readBatchHeader = (bytes: Buffer, start: number): BatchHeader | undefined => {
  if (bytes.length - start <= field.magic) return undefined
  const length = bytes.readInt32BE(start + field.length)
  if (length <= field.magic - prefix) throw corrupt(`its length is ${length}`)
  const end = start + prefix + length
  if (end > bytes.length) return undefined
  checked(bytes, start, end)
  const attributes = bytes.readInt16BE(start + field.attributes)
  const baseOffset = readInt64(bytes, start + field.baseOffset)
  const lastOffset = baseOffset + bytes.readInt32BE(start + field.lastOffsetDelta)
  if (baseOffset < 0 || lastOffset < baseOffset || !Number.isSafeInteger(lastOffset))
    throw corrupt(`offsets ${baseOffset} to ${lastOffset}, allowed are 0 to 2^53`)
  return {
    start,
    end,
    baseOffset,
    lastOffset,
    codec: attributes & flag.codec,
    logAppendTime: (attributes & flag.logAppendTime) !== 0,
    transactional: (attributes & flag.transactional) !== 0,
    control: (attributes & flag.control) !== 0,
    baseTimestamp: readInt64(bytes, start + field.baseTimestamp),
    maxTimestamp: readInt64(bytes, start + field.maxTimestamp),
    producerId: readInt64(bytes, start + field.producerId),
    count: bytes.readInt32BE(start + field.count),
  }
}
