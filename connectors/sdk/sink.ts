import type { ConfigDef, ConfigOf } from './config.ts'
import type { ConnectorDocs } from './connector-docs.ts'
import type { Finding, Problem } from './problem.ts'
import type { RawSinkRecords, SinkRecord } from './record.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A topic partition that a task owns, with what was last stored for it. */
export interface SinkPartition extends TopicPartition {
  /** next offset to read; absent: nothing stored, the run starts where the consumer group or `auto.offset.reset` says */
  readonly offset?: number | undefined
  /** the writer's own JSON, stored with the checkpoint */
  readonly state?: unknown
  /** Kafka's id of the topic, 22 characters: another id is another topic under the same name */
  readonly topicId: string
}

export interface SinkContext<C> {
  readonly config: C
  readonly connector: string
  readonly task: number
  readonly partitions: readonly SinkPartition[]
  /** grows when offsets are changed by hand and when a connector is deleted */
  readonly lineage: number
  /** fencing token of this run: larger than that of any run before */
  readonly epoch: number
  /**
   * Blames a record; the checkpoint waits until the dead letter queue has it. Any number of times until `flush` resolves.
   * `passOver`: the connector's own configuration says to go on without it, whatever `errors.tolerance` says.
   */
  readonly reject: (record: SinkRecord, error: Error, options?: { readonly passOver?: boolean }) => void
  /** Says in the log what a person should know of a configuration; the same text once a process. Absent: nobody listens. */
  readonly warn?: (message: string) => void
  /** Asks for a flush before the next `write`, as a buffer is full. */
  readonly requestFlush: () => void
  /** Whether an external write may start now; ask before each. Each must end within `callTimeout` ms. */
  readonly mayWrite: () => boolean
  readonly callTimeout: number
  /** aborted when the run is fenced or out of time */
  readonly signal: AbortSignal
  /** aborted before, when the run should come to its end: what takes long is better left to the next. Absent: never */
  readonly finishing?: AbortSignal
}

/** How far a partition is durable, what to keep for it, and what wakes it next. */
export interface FlushedPartition extends TopicPartition {
  /** everything before this offset is durable; absent: all that was written */
  readonly offset?: number
  /** replaces the stored state; `null` removes it; absent leaves it */
  readonly state?: unknown
  /** nothing to do before the topic reaches this offset … */
  readonly waitsFor?: number
  /** … or before this time, ms since the epoch */
  readonly waitsUntil?: number
}

export interface Flushed {
  /** partitions with something to say; all others are durable as far as they were written */
  readonly partitions?: readonly FlushedPartition[]
  /** store this, then call `flush` again at once: progress that must be known before the next external write */
  readonly more?: boolean
}

/**
 * What a failed `write` may have left behind. With the first two it is called again: with the same records while its error
 * says that it may pass and `errors.retry.timeout` allows it, and with some of them to find the record to blame, when its
 * error says neither that it may pass nor that the system is at fault. A failed `flush` ends the run in any case.
 */
export type FailureEffect = 'nothing' | 'idempotent' | 'unknown'

export interface SinkWriter {
  readonly failureEffect: FailureEffect
  /** records of a partition that it would like to take in one `write`, when there are as many; absent: as they come */
  readonly recordsPerWrite?: number
  /** Positions that the target itself stores; they override the checkpoint. */
  readonly positions?: readonly (TopicPartition & { readonly offset: number })[]
  /** Takes records in the order of their offsets per partition; may buffer. Never overlaps with `flush`. */
  write(records: readonly SinkRecord[]): Promise<void>
  /** Instead of `write` when key and value need no conversion: a batch of one topic partition as bytes. */
  writeRaw?(records: RawSinkRecords): Promise<void>
  /**
   * Makes durable what it can. `end`: the slice ends after this one, what can be written must be.
   * A rejection leaves the checkpoint where it was.
   */
  flush(options: { readonly end: boolean }): Promise<Flushed>
  /** Called once, also after a rejection; must not write. */
  close(): Promise<void>
}

export interface Sink<D extends ConfigDef = ConfigDef> {
  readonly type: 'sink'
  /** class names that configurations may use; the first is shown */
  readonly classes: readonly string[]
  readonly version: string
  /** for the reference; every connector of the registry has it */
  readonly docs?: ConnectorDocs
  readonly config: D
  /**
   * Its writer may answer a flush, also the last one, with offsets behind what was written, or with state, though nothing
   * has failed and time is not up. Such a sink cannot be fed by events, which have no lease to keep state under, and come
   * again only after a failure.
   */
  readonly holdsBack?: boolean
  /** What a person should know of how a configuration is taken: logged when it is new, and shown in the status. No network. */
  notes?(config: ConfigOf<D>): Iterable<string>
  /** Checks that need two keys: yields `[key, message]`. No network. */
  validate?(config: ConfigOf<D>): Iterable<Problem>
  /**
   * Checks that need the network, of a configuration that is right as far as is known without it. Yields what will not
   * work, as soon as it is known, and `[key, UNREACHABLE]` for what cannot be reached; must leave nothing behind in the
   * external system. Ends, or rejects, when `signal` is aborted; a rejection says nothing about the configuration.
   */
  probe?(config: ConfigOf<D>, options: { readonly signal: AbortSignal }): AsyncIterable<Finding>
  /** Opens what a slice needs. `close` follows even when nothing was written. */
  open(context: SinkContext<ConfigOf<D>>): Promise<SinkWriter> | SinkWriter
}

export const defineSink = <const D extends ConfigDef>(sink: Omit<Sink<D>, 'type'>): Sink<D> => ({
  type: 'sink',
  ...sink,
})
