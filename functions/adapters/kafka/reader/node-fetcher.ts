import type { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import { brokerError, codes, kafkaError } from '../kafka-error.ts'
import type { FetchAnswer, FetchedPartition, FetchOptions } from '../protocol/fetch.ts'
import { fetchRequest } from '../protocol/fetch.ts'
import type { FetchBuffer } from './fetch-buffer.ts'
import { type DecodeLimits, fetchedRecords, offsetAfter } from './fetched-records.ts'
import type { PartitionPosition } from './partition-position.ts'

export interface FetcherParts extends DecodeLimits {
  readonly buffer: FetchBuffer
  readonly open: () => boolean
  readonly connection: (node: number) => Promise<BrokerConnection>
  /** partitions to read from a node; none ends its fetcher */
  readonly partitionsOf: (node: number) => readonly PartitionPosition[]
  /** bytes to ask for per request */
  readonly requestBytes: () => number
  readonly partitionBytes: number
  readonly maxWait: number
  readonly onTrouble: (partition: PartitionPosition, error: ConnectError) => void
  readonly onOutOfRange: (partition: PartitionPosition) => void
}

const whatOf = ({ topic, partition }: PartitionPosition) => `Reading ${topic}-${partition}`

const take = (parts: FetcherParts, of: PartitionPosition, fetched: FetchedPartition) => {
  const { errorCode, records } = fetched
  if (errorCode === codes.offsetOutOfRange) return parts.onOutOfRange(of)
  if (errorCode !== 0) return parts.onTrouble(of, brokerError(errorCode, whatOf(of)))
  of.trouble = undefined
  of.end = parts.committedOnly ? fetched.lastStableOffset : fetched.highWatermark
  if (records.length === 0) return
  const from = of.position
  of.position = offsetAfter(records, from)
  parts.buffer.put({ of, records: fetchedRecords(fetched, from, parts), bytes: records.length })
}

const takeAll = (parts: FetcherParts, asked: readonly PartitionPosition[], answer: FetchAnswer) => {
  if (answer.errorCode !== 0) throw brokerError(answer.errorCode, 'Fetching')
  for (const fetched of answer.partitions) {
    const of = asked.find(one => one.topic === fetched.topic && one.partition === fetched.partition)
    if (of) take(parts, of, fetched)
  }
}

const rotated = <T>(items: readonly T[], by: number): T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
]

const fetchOnce = async (parts: FetcherParts, node: number, asked: readonly PartitionPosition[]) => {
  const maxBytes = parts.requestBytes()
  await parts.buffer.reserve(maxBytes)
  try {
    const connection = await parts.connection(node)
    const { committedOnly, maxWait, partitionBytes } = parts
    const options: FetchOptions = { committedOnly, maxWait, partitionBytes, maxBytes, partitions: asked }
    const answer = await connection.send(fetchRequest(options))
    connection.throttle(answer.throttle)
    if (parts.open()) takeAll(parts, asked, answer)
  } catch (error) {
    for (const one of asked) parts.onTrouble(one, kafkaError(error, whatOf(one)))
  } finally {
    parts.buffer.settle(maxBytes)
  }
}

/** Asks one broker again and again, with one request on its way; resolves when it leads none of the partitions. */
export const runFetcher = async (parts: FetcherParts, node: number): Promise<void> => {
  for (let round = 0; parts.open(); round++) {
    const asked = parts.partitionsOf(node)
    if (asked.length === 0) return
    // the broker fills its answer in the order of the request
    await fetchOnce(parts, node, rotated(asked, round))
  }
}
