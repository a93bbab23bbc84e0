/** Where the fields of a record batch (format v2) are, in bytes from its start. */
export const field = {
  baseOffset: 0,
  /** bytes that follow this field */
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const

/** what comes before the bytes that `length` counts */
export const prefix: number = field.leaderEpoch

/** attribute bits besides the codec */
export const flag = { codec: 0x07, logAppendTime: 0x08, transactional: 0x10, control: 0x20 } as const
