import { randomUUID } from 'node:crypto'
import type { ConnectRecord, Datum, RawRecords } from '../../connectors/sdk/record.ts'
import { applyTransforms } from './apply-transforms.ts'
import type { TransformationStage } from './conversion.ts'

type Stages = readonly TransformationStage[]

// texts that no configuration and no record has
const key = Buffer.from(randomUUID())
const value = Buffer.from(randomUUID())
const data = Buffer.concat([key, value])
const keys = Int32Array.of(0, key.length)
const values = Int32Array.of(key.length, data.length)
const absent = Int32Array.of(-1, -1)

/** Where all data of a batch are there, a text's bounds; where none is, none; `undefined`: they differ. */
const boundsFor = (bounds: RawRecords['keys'], count: number, text: Int32Array): Int32Array | undefined => {
  if (bounds === undefined) return absent
  const isAbsent = (bounds[0] ?? -1) < 0
  for (let i = 1; i < count; i++) if ((bounds[2 * i] ?? -1) < 0 !== isAbsent) return undefined
  return isAbsent ? absent : text
}

/** A record that stands for all of a batch; `undefined`: none can, or the chain has to see each of them. */
export const standInFor = (
  stages: Stages,
  { count, ...batch }: Pick<RawRecords, 'count' | 'keys' | 'values'>,
): RawRecords | undefined => {
  if (!stages.every(({ passesUnread }) => passesUnread)) return undefined
  const bounds = { keys: boundsFor(batch.keys, count, keys), values: boundsFor(batch.values, count, values) }
  if (bounds.keys === undefined || bounds.values === undefined) return undefined
  return { count: 1, data, keys: bounds.keys, values: bounds.values }
}

const isSame = (datum: Datum, before: Datum) =>
  datum.value === before.value && datum.schema?.type === before.schema?.type

const differsInTopic = (changed: ConnectRecord, record: ConnectRecord) =>
  isSame(changed.key, record.key) &&
  isSame(changed.value, record.value) &&
  changed.headers.length === 0 &&
  changed.kafkaPartition === record.kafkaPartition &&
  changed.timestamp === record.timestamp

/** The record behind the last transformation when at most its topic is another; `undefined`: more is, or it has failed. */
export const passed = <R extends ConnectRecord>(stages: Stages, record: R): R | undefined => {
  try {
    const changed = applyTransforms(stages, record, () => 'a stand-in')
    return changed !== null && differsInTopic(changed, record) ? changed : undefined
  } catch {
    // each record by itself is told what it fails of
    return undefined
  }
}
