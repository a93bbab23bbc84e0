import type { ConfigDef, ConfigOf } from './config.ts'
import type { ConnectorDocs } from './connector-docs.ts'
import type { Finding, Problem } from './problem.ts'
import type { Offset, Partition, RawSourceRecords, SourceRecord } from './record.ts'

/** Progress of one partition as it was last stored. `state` is the connector's own JSON. */
export interface Progress {
  readonly offset?: Offset | undefined
  readonly state?: unknown
}

export interface PartitionOffset {
  readonly partition: Partition
  readonly offset: Offset
}

/** What one task does: the source partitions it owns, and configuration that overlays the connector's. */
export interface TaskPlan {
  readonly partitions: readonly Partition[]
  readonly config?: Readonly<Record<string, string>>
}

export interface SourcePlan {
  /** at most `maxTasks`; the order is the task number */
  readonly tasks: readonly TaskPlan[]
  /** when to plan again, in ms from now, because inputs may have changed; absent: when the configuration changes */
  readonly again?: number
  /** what a person should know of how this configuration is taken: logged when it is new, and shown in the status */
  readonly notes?: readonly string[]
}

export interface SourceContext<C> {
  readonly config: C
  readonly task: {
    readonly connector: string
    readonly number: number
    readonly partitions: readonly Partition[]
  }
  readonly offsets: { get(partitions: readonly Partition[]): Promise<readonly (Progress | undefined)[]> }
  /** fencing token of this run: larger than that of any run before */
  readonly epoch: number
  /** aborted when the run is fenced or out of time: everything pending may be dropped */
  readonly signal: AbortSignal
}

/**
 * A hand-over of records. Handing over does not acknowledge: several batches are in flight at a time.
 * `state` replaces the state of its partition when the batch is stored. `token` is given back to `committed`.
 * `transaction`, with `transaction.boundary=connector`: the batch is the last of a transaction, which is committed, or
 * aborted: then its records are dropped, and their offsets stored all the same. What a slice ends within is handed over
 * again in the next, so a transaction has to fit into one.
 */
export type SourceBatch = {
  readonly state?: { readonly partition: Partition; readonly value: unknown }
  readonly token?: unknown
  readonly transaction?: 'commit' | 'abort'
} & ({ readonly records: readonly SourceRecord[] } | { readonly raw: RawSourceRecords })

/** How a reader says that its source is drained for now. */
export interface Drained {
  /** ms from now when to look the next time; absent: the run's polling interval */
  readonly again?: number
  /** what `plan` divides is not what it was: it is called again soon. To be said once for each change. */
  readonly replan?: boolean
}

export interface SourceReader {
  /**
   * Yields batches until the source is drained for now, then returns; may be called again after that. One that has
   * something to say may return before it is drained, with `again: 0`.
   * Never two at a time. A rejection ends it: the source is opened anew from what is stored, within the run when the error
   * says that it may pass and `errors.retry.timeout` allows it, else by the restart policy.
   */
  read(): AsyncGenerator<SourceBatch, Drained | undefined>
  /** Called in order, after the batches are in Kafka and in the state table, on the connection that read them. */
  committed?(batches: readonly SourceBatch[]): Promise<void>
  /** Called once, also after a rejection; must not write. */
  close(): Promise<void>
}

export interface Source<D extends ConfigDef = ConfigDef> {
  readonly type: 'source'
  /** class names that configurations may use; the first is shown */
  readonly classes: readonly string[]
  readonly version: string
  /** for the reference; every connector of the registry has it */
  readonly docs?: ConnectorDocs
  readonly config: D
  /** Checks that need two keys: yields `[key, message]`. No network. */
  validate?(config: ConfigOf<D>): Iterable<Problem>
  /**
   * Checks that need the network, of a configuration that is right as far as is known without it. Yields what will not
   * work, as soon as it is known, and `[key, UNREACHABLE]` for what cannot be reached; must leave nothing behind in the
   * external system. Ends, or rejects, when `signal` is aborted; a rejection says nothing about the configuration.
   */
  probe?(config: ConfigOf<D>, options: { readonly signal: AbortSignal }): AsyncIterable<Finding>
  /**
   * Judges offsets that somebody wants in place of what runs have stored: yields what is wrong with them. No network.
   * Absent: any are stored, and the answer tells that those that the external system keeps are as they were.
   */
  validateOffsets?(offsets: readonly PartitionOffset[]): Iterable<string>
  /**
   * Whether a source opened with these offsets hands over exactly what comes behind them, each record once, and whatever
   * it does elsewhere it does in `committed`: then records and offsets in one transaction are exactly once. Absent: it is
   * not known.
   */
  exactlyOnce?(config: ConfigOf<D>): boolean
  /** Whether its batches say where transactions end. Absent: they do not. */
  transactionBoundaries?(config: ConfigOf<D>): boolean
  /** Divides the work. May reach the external system; runs in `functions/plan`, never twice at a time. */
  plan(config: ConfigOf<D>, maxTasks: number): Promise<SourcePlan> | SourcePlan
  /** Opens what a slice needs. `close` follows even when `read` was never called. */
  open(context: SourceContext<ConfigOf<D>>): Promise<SourceReader> | SourceReader
}

export const defineSource = <const D extends ConfigDef>(source: Omit<Source<D>, 'type'>): Source<D> => ({
  type: 'source',
  ...source,
})
