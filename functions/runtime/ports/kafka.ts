import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { RawRecords, RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../../connectors/sdk/sink.ts'

export interface TopicInfo {
  readonly name: string
  /** Kafka's id, 22 characters of URL-safe base64 */
  readonly id: string
  /** partition numbers, ascending */
  readonly partitions: readonly number[]
}

export interface NewTopic {
  readonly name: string
  /** absent: the broker's default */
  readonly partitions?: number
  readonly replicationFactor?: number
  readonly config?: Readonly<Record<string, string>>
}

/** A record as bytes. Without `partition`: by the key's murmur2 hash as Java's producer does, or any when there is no key. */
export interface ProducerRecord {
  readonly topic: string
  readonly partition?: number | undefined
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[]
  /** ms since the epoch */
  readonly timestamp: number
}

export interface RawProducerRecords extends RawRecords {
  readonly topic: string
  readonly partition?: number | undefined
  readonly timestamp: number
  /** when they differ: of each record */
  readonly timestamps?: Float64Array
}

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

export interface ProducerOptions {
  /** stops duplicates and gaps within this producer's life; needs acks=all. Off for dead letters only. */
  readonly idempotent: boolean
  readonly compression?: Compression
  /** largest record batch, bytes before compression; default 512 KiB */
  readonly batchSize?: number
  /** how long one request may take before its connection is given up, ms */
  readonly requestTimeout?: number
  /** how long a record may be tried altogether, ms */
  readonly deliveryTimeout?: number
  /** asked before each request, also each repetition; `false` rejects what waits with `FENCED` */
  readonly mayWrite?: () => boolean
  /** asked before what failed is repeated; `false` rejects it with why it failed */
  readonly mayRepeat?: () => boolean
}

/**
 * Sends in the order of the calls, per topic partition, with up to 5 requests in flight, keeping order through
 * retries and changes of leader. A promise resolves when all its records are acknowledged by all in-sync replicas, and
 * rejects with `ConnectError('KAFKA' | 'DATA', …)` when some cannot be; `DATA`: for what a record is, or the topic it is
 * for, so that others may be taken. An idempotent producer then sends nothing more to
 * that partition, now and later: make a new one to go on.
 * Topics are not created by sending. The bytes given must not change until then.
 */
export interface Producer {
  send(records: readonly ProducerRecord[]): Promise<void>
  sendRaw(records: RawProducerRecords): Promise<void>
  /** Drops what waits, rejecting it, and lets go of the connections. Never rejects. */
  close(): Promise<void>
}

export interface TransactionalOptions extends Omit<ProducerOptions, 'idempotent'> {
  readonly transactionalId: string
  /** ms after which the broker aborts a transaction that its producer has not ended; default 60 s */
  readonly transactionTimeout?: number
}

/**
 * An idempotent producer whose records show to `read_committed` readers when their transaction is committed, over all
 * its topics at once. The first record that is sent after one has ended begins the next; nothing is to be sent while
 * one is being ended. Whatever another producer of the same transactional id makes impossible rejects with `FENCED`.
 * After a rejection of anything but `abort` all that can be done is `abort` and `close`.
 */
export interface TransactionalProducer extends Producer {
  /**
   * Waits until all that was sent is acknowledged, then commits; rejects, and has committed nothing, when some of it was
   * not. When the broker cannot be asked for long it rejects, and may have committed. Resolves with the offset after the
   * last record of each topic partition, as far as it is known.
   */
  commit(): Promise<readonly (TopicPartition & { readonly offset: number })[]>
  /** Aborts what was sent, acknowledged or not. */
  abort(): Promise<void>
}

export interface ReaderOptions {
  /** where to start, per topic partition */
  readonly positions: readonly (TopicPartition & { readonly offset: number })[]
  readonly isolation: 'read_uncommitted' | 'read_committed'
  /** bytes asked for per request and partition; default 1 MiB */
  readonly partitionBytes?: number
  /**
   * upper bound of what is fetched and not yet taken, bytes as fetched; default 16 MiB. A poll takes at most a quarter
   * of it, in bytes after decompression, but always a whole batch
   */
  readonly bufferBytes?: number
  /** how long the broker may wait for data, ms; default 500 */
  readonly maxWait?: number
}

/** Batches of one poll, and how far it got. */
export interface Fetched {
  readonly batches: readonly RawSinkRecords[]
  /** partitions whose position moved: the next offset to read, also past control batches and aborted records */
  readonly positions: readonly (TopicPartition & { readonly offset: number })[]
}

/**
 * Reads topic partitions without a group, straight from their leaders, fetching ahead within `bufferBytes`.
 * Changes of leader and lost connections are retried inside; it rejects with `ConnectError('KAFKA', …)` only when
 * that does not help for long (`retryTimeout` of the adapter), and with `OffsetOutOfRange` when a position is not in the log (any more).
 */
export interface PartitionReader {
  /** What is there, waiting up to `timeout` ms for something; empty when nothing came. */
  poll(timeout: number): Promise<Fetched>
  /** the last known end of each partition, the next offset that `isolation` will ever show; those not known yet are left out */
  ends(): readonly (TopicPartition & { readonly offset: number })[]
  close(): Promise<void>
}

/** A position that is not in the log (any more), with where the log starts and ends. */
export class OffsetOutOfRange extends ConnectError {
  readonly partitions: readonly (TopicPartition & {
    readonly offset: number
    readonly start: number
    readonly end: number
  })[]

  constructor(partitions: OffsetOutOfRange['partitions']) {
    const list = partitions.map(
      ({ topic, partition, offset, start, end }) =>
        `${topic}-${partition}: got ${offset}, allowed are ${start} to ${end}`,
    )
    super('KAFKA', `Offset out of range: ${list.join('; ')}`, { retriable: false })
    this.partitions = partitions
  }
}

/**
 * Kafka, as the run loops need it. Rejections are `ConnectError('KAFKA', …)`, retriable unless the broker said no
 * (authorization, a setting that it does not take); an invalid topic or a record too large is `DATA`.
 */
export interface Kafka {
  clusterId(): Promise<string>
  /** those of `names` that exist */
  topics(names: readonly string[]): Promise<readonly TopicInfo[]>
  /** without Kafka's internal ones */
  topicNames(): Promise<readonly string[]>
  /** Resolves when it can be written to. false: it was there already */
  createTopic(topic: NewTopic): Promise<boolean>
  offsets(
    partitions: readonly TopicPartition[],
    at: 'earliest' | 'latest',
  ): Promise<readonly (TopicPartition & { readonly offset: number })[]>
  /** committed offsets of a consumer group; partitions without one are left out */
  groupOffsets(
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly (TopicPartition & { readonly offset: number })[]>
  /** commits without being a member; rejects when the group has live members or the commit is refused */
  commitGroupOffsets(
    group: string,
    offsets: readonly (TopicPartition & { readonly offset: number })[],
  ): Promise<void>
  /**
   * Deletes offsets of a consumer group, or all of it; there may be none. Rejects for good when the group has members that
   * would go on with them.
   */
  deleteGroupOffsets(group: string, partitions: readonly TopicPartition[] | 'all'): Promise<void>
  producer(options: ProducerOptions): Promise<Producer>
  /**
   * Resolves when no earlier producer of the transactional id can write any more, and what the last of them had left open
   * has come to its end: committed if that had been asked for, else aborted.
   */
  transactionalProducer(options: TransactionalOptions): Promise<TransactionalProducer>
  reader(options: ReaderOptions): Promise<PartitionReader>
  close(): Promise<void>
}
