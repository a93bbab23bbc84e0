import { partitionOfKey } from '../../../runtime/partition-of-key.ts'
import type { ProducerRecord, RawProducerRecords } from '../../../runtime/ports/kafka.ts'
import { rawSize } from '../record-batch/append-raw.ts'
import { recordSize } from '../record-batch/append-records.ts'
import type { Piece } from './piece.ts'

type Sticky = (partitions: number, bytes: number) => number
type Routed<T> = readonly (readonly [partition: number, content: T])[]

/** Which of the topic's partitions gets which records; their order is kept. */
export const routeRecords = (
  records: readonly ProducerRecord[],
  partitions: number,
  sticky: Sticky,
): Routed<Piece['content']> => {
  const choose = (record: ProducerRecord) =>
    record.partition ??
    (record.key === null ? sticky(partitions, recordSize(record)) : partitionOfKey(partitions, record.key))
  return [...Map.groupBy(records, choose)].map(([partition, group]) => [partition, { records: group }])
}

const chooseRaw = (records: RawProducerRecords, partitions: number, sticky: Sticky) => (index: number) => {
  const start = records.keys?.[2 * index] ?? -1
  return start < 0
    ? sticky(partitions, rawSize(records, index))
    : partitionOfKey(partitions, records.data, start, records.keys?.[2 * index + 1])
}

/** The same for raw records: a block without keys stays together. */
export const routeRaw = (
  records: RawProducerRecords,
  partitions: number,
  sticky: Sticky,
): Routed<Piece['content']> => {
  const { partition, keys, count, data } = records
  if (partition !== undefined) return [[partition, { records }]]
  if (partitions === 1) return [[0, { records }]]
  if (keys === undefined) return [[sticky(partitions, data.length), { records }]]
  const choose = chooseRaw(records, partitions, sticky)
  const orders = Array.from({ length: partitions }, () => new Int32Array(count))
  const sizes = new Int32Array(partitions)
  for (let index = 0; index < count; index++) {
    const chosen = choose(index)
    const size = sizes[chosen] ?? 0
    const order = orders[chosen]
    if (order) order[size] = index
    sizes[chosen] = size + 1
  }
  return orders
    .map((order, chosen) => [chosen, { records, order: order.slice(0, sizes[chosen]) }] as const)
    .filter(([, { order }]) => order.length > 0)
}
