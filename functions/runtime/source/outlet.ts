import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { Producer, ProducerRecord } from '../ports/kafka.ts'
import type { ProgressChange } from '../progress.ts'
import type { StoredProgress } from '../state/items.ts'
import type { handedOf } from './batch-progress.ts'

/** What has to be stored of partitions once a batch is in Kafka, besides what the batch says of them. */
export type Besides = ReadonlyMap<string, Pick<StoredProgress, 'mirrored'>>

export interface Sent {
  /** resolves when its bytes are not needed any more, whatever has become of it */
  readonly released: Promise<void>
  /** resolves when it is in Kafka for good; `undefined`: it was left out, as if it had not been read */
  readonly stored: Promise<Besides | undefined>
  /** how many of its records Kafka has refused, once it is stored */
  readonly refused?: () => number
}

/** A record as it is sent, and as it was read. */
export interface Sendable {
  readonly record: ProducerRecord
  readonly original: SourceRecord
}

/** A batch without its records, which would be memory until they are in Kafka. */
export interface Handed extends ReturnType<typeof handedOf> {
  /** of keys and values */
  readonly bytes: number
  /** sends its records; absent: it has none to send */
  readonly write?: (producer: Producer) => Promise<void>
  /** what `write` sends, record by record, when it may have to be sent once more; else empty */
  readonly each: () => readonly Sendable[]
}

/** The way of a source's batches to Kafka. */
export interface Outlet {
  /** Sends in the order of the calls. */
  send(handed: Handed): Sent
  /** No more comes: what waits for more comes to its end. */
  finish(): void
  /** what to store when all of it is stored, and nothing more is written */
  last(): ReadonlyMap<string, ProgressChange>
  /** Drops what waits. Never rejects. */
  close(): Promise<void>
}
