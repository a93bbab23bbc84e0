import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { RawSinkRecords } from '../../../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../../../connectors/sdk/sink.ts'
import type { Fetched, PartitionReader, ReaderOptions } from '../../../runtime/ports/kafka.ts'
import { OffsetOutOfRange } from '../../../runtime/ports/kafka.ts'
import type { Cluster } from '../cluster.ts'
import type { Connections } from '../connections.ts'
import { isRepeatable, kafkaError } from '../kafka-error.ts'
import { backoff } from '../retry.ts'
import { fetchBuffer } from './fetch-buffer.ts'
import { type FetcherParts, runFetcher } from './node-fetcher.ts'
import type { PartitionPosition } from './partition-position.ts'

export interface ReaderParts {
  readonly cluster: Cluster
  readonly connections: Connections
  /** ms of trouble with a partition after which the reader gives up */
  readonly retryTimeout: number
  /** the log's start and end */
  readonly range: (partition: TopicPartition) => Promise<{ readonly start: number; readonly end: number }>
  readonly onClose: () => void
}

const MiB = 1024 * 1024
/** what a batch may unpack to; Kafka's own limit for one is 1 MiB packed, unless somebody raised it */
const LARGEST_BATCH = 128 * MiB
const SMALLEST_REQUEST = 64 * 1024

export const createReader = (parts: ReaderParts, options: ReaderOptions): PartitionReader => {
  const { bufferBytes = 16 * MiB, partitionBytes = MiB, maxWait = 500, isolation } = options
  const buffer = fetchBuffer(bufferBytes)
  const partitions: readonly PartitionPosition[] = options.positions.map(
    ({ topic, partition, offset }): PartitionPosition => ({
      topic,
      partition,
      position: offset,
      leader: undefined,
      end: undefined,
      trouble: undefined,
    }),
  )
  const fetching = new Set<number>()
  let locating = false
  let open = true
  let failure: ConnectError | undefined

  const fail = (error: ConnectError) => {
    failure ??= error
    buffer.wake()
  }

  const onTrouble = (of: PartitionPosition, error: ConnectError) => {
    of.leader = undefined
    const since = of.trouble?.since ?? Date.now()
    of.trouble = { error, since }
    if (!isRepeatable(error) || Date.now() - since > parts.retryTimeout) fail(error)
    else void locate()
  }

  const checkRange = async (of: PartitionPosition) => {
    const { start, end } = await parts.range(of)
    const lost = of.position < start || of.position > end
    if (lost) fail(new OffsetOutOfRange([{ ...of, offset: of.position, start, end }]))
    else onTrouble(of, new ConnectError('KAFKA', `${of.topic}-${of.partition} refused offset ${of.position}`))
  }

  const onOutOfRange = (of: PartitionPosition) => {
    checkRange(of).catch(error => onTrouble(of, kafkaError(error, `Offsets of ${of.topic}-${of.partition}`)))
    of.leader = undefined
  }

  const fetcher: FetcherParts = {
    buffer,
    committedOnly: isolation === 'read_committed',
    maxBytes: LARGEST_BATCH,
    partitionBytes,
    maxWait,
    open: () => open && failure === undefined,
    connection: node => parts.cluster.connection(node, parts.connections),
    partitionsOf: node => partitions.filter(({ leader }) => leader === node),
    requestBytes: () =>
      Math.max(SMALLEST_REQUEST, Math.floor(bufferBytes / (2 * Math.max(1, fetching.size)))),
    onTrouble,
    onOutOfRange,
  }

  const start = (node: number) => {
    if (fetching.has(node)) return
    fetching.add(node)
    void runFetcher(fetcher, node).finally(() => {
      fetching.delete(node)
      // a partition may have come back to it while it was ending
      if (open && partitions.some(({ leader }) => leader === node)) start(node)
    })
  }

  const findLeader = async (of: PartitionPosition) => {
    try {
      await parts.cluster.refresh(of.topic)
      of.leader = parts.cluster.leader(of.topic, of.partition)
      if (of.leader === undefined)
        throw new ConnectError('KAFKA', `${of.topic}-${of.partition} has no leader at present`)
      start(of.leader)
    } catch (error) {
      onTrouble(of, kafkaError(error, `Finding the leader of ${of.topic}-${of.partition}`))
    }
  }

  const locate = async () => {
    if (locating) return
    locating = true
    for (let attempt = 0; open && failure === undefined; attempt++) {
      const lost = partitions.filter(({ leader }) => leader === undefined)
      if (lost.length === 0) break
      if (attempt > 0 || lost.some(({ trouble }) => trouble)) await sleep(backoff(attempt + 1))
      await Promise.all(lost.map(findLeader))
    }
    locating = false
  }

  const take = (): Fetched => {
    const batches: RawSinkRecords[] = []
    const positions = new Map<PartitionPosition, number>()
    let bytes = 0
    for (let entry = buffer.first(); entry && bytes < bufferBytes / 4; entry = buffer.first()) {
      const next = entry.records.next()
      if (next === undefined) {
        buffer.drop()
        continue
      }
      positions.set(entry.of, next.position)
      if (next.records) batches.push(next.records)
      bytes += next.records?.data.length ?? 0
    }
    const moved = [...positions].map(([{ topic, partition }, offset]) => ({ topic, partition, offset }))
    return { batches, positions: moved }
  }

  void locate()
  return {
    poll: async timeout => {
      if (!buffer.first() && !failure && open && timeout > 0) await buffer.arrival(timeout)
      if (!buffer.first() && failure) throw failure
      return take()
    },
    ends: () =>
      partitions.flatMap(({ topic, partition, end }) =>
        end === undefined ? [] : [{ topic, partition, offset: end }],
      ),
    close: async () => {
      open = false
      buffer.wake()
      parts.connections.close()
      parts.onClose()
    },
  }
}
