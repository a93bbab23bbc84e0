import { ConnectError } from '../sdk/errors.ts'
import type { RawSinkRecords, SinkRecord } from '../sdk/record.ts'
import { OPTIONAL_BYTES } from '../sdk/schema.ts'
import type { SinkContext } from '../sdk/sink.ts'
import { appended, cutFor, type PartitionCuts, seen } from './partition-cuts.ts'

export type NullBehavior = 'fail' | 'ignore'

export interface Appender {
  readonly all: readonly PartitionCuts[]
  readonly nulls: NullBehavior
  readonly reject: SinkContext<unknown>['reject']
}

const cutsOf = (all: readonly PartitionCuts[], topic: string, partition: number): PartitionCuts => {
  const found = all.find(({ partition: own }) => own.partition === partition && own.topic === topic)
  if (found !== undefined) return found
  const own = all.map(({ partition: { topic, partition } }) => `${topic}-${partition}`).join(', ')
  throw new ConnectError('FATAL', `No writer for topic partition ${topic}-${partition}; this task has ${own}`)
}

const nullError = ({ topic, partition, offset }: SinkRecord['original']) =>
  new ConnectError(
    'DATA',
    `Record ${topic}-${partition}@${offset} has a null value; allowed with behavior.on.null.values=ignore`,
  )

const renamedError = ({ topic, original }: SinkRecord) =>
  new ConnectError(
    'DATA',
    `Record ${original.topic}-${original.partition}@${original.offset} was moved to topic ${topic}; ` +
      'objects are named by the topic that is read, so transformations must leave it as it is',
  )

const dataError = (error: unknown): Error => {
  if (error instanceof ConnectError && error.code === 'DATA') return error
  throw error
}

const encode = (cuts: PartitionCuts, record: SinkRecord) => {
  const { topic, offset } = record.original
  const cut = cutFor(cuts, offset, record.value.schema)
  if (cut === undefined) return
  cut.body.append(cut.format.encode(topic, record.value))
  cut.body.append(cut.format.terminator)
  appended(cuts, cut, offset)
}

const take = ({ nulls, reject }: Appender, cuts: PartitionCuts, record: SinkRecord): void => {
  if (record.topic !== record.original.topic) reject(record, renamedError(record))
  else if (record.value.value !== null) encode(cuts, record)
  else if (nulls === 'fail') reject(record, nullError(record.original))
}

export const appendRecord = (appender: Appender, record: SinkRecord): void => {
  const { topic, partition, offset } = record.original
  const cuts = cutsOf(appender.all, topic, partition)
  try {
    take(appender, cuts, record)
  } catch (error) {
    appender.reject(record, dataError(error))
  }
  seen(cuts, offset)
}

const rawRecord = (records: RawSinkRecords, i: number): SinkRecord => {
  const { topic, partition, data, keys, timestampType } = records
  const keyStart = keys?.[2 * i] ?? -1
  const key = keyStart < 0 ? null : data.subarray(keyStart, keys?.[2 * i + 1])
  const offset = records.offsets[i] ?? 0
  return {
    topic,
    kafkaPartition: partition,
    offset,
    key: { schema: OPTIONAL_BYTES, value: key },
    value: { schema: OPTIONAL_BYTES, value: null },
    headers: (records.headers?.(i) ?? []).map(({ key, value }) => ({ key, schema: OPTIONAL_BYTES, value })),
    timestamp: records.timestamps[i],
    timestampType,
    original: { topic, partition, offset },
  }
}

const takeRaw = (
  cuts: PartitionCuts,
  data: Buffer,
  range: { start: number; end: number; offset: number },
) => {
  const cut = cutFor(cuts, range.offset, OPTIONAL_BYTES)
  if (cut === undefined) return
  cut.body.append(data, range.start, range.end)
  cut.body.append(cut.format.terminator)
  appended(cuts, cut, range.offset)
}

/** Values as they are: for formats that hold bytes. */
export const appendRaw = ({ all, nulls, reject }: Appender, records: RawSinkRecords): void => {
  const { values, offsets } = records
  const cuts = cutsOf(all, records.topic, records.partition)
  const data = Buffer.from(records.data.buffer, records.data.byteOffset, records.data.length)
  for (let i = 0; i < records.count; i++) {
    const offset = offsets[i] ?? 0
    const start = values[2 * i] ?? -1
    if (start >= 0) takeRaw(cuts, data, { start, end: values[2 * i + 1] ?? start, offset })
    else if (nulls === 'fail') reject(rawRecord(records, i), nullError({ ...records, offset }))
    seen(cuts, offset)
  }
}
