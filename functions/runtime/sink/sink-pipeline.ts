import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Flushed, FlushedPartition, SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { onceKnown } from '../once-known.ts'
import { type ProgressChange, printState } from '../progress.ts'
import { RecordError } from '../record-error.ts'
import { passesRaw, toSinkRecord, transformSink } from './convert.ts'
import type { Target } from './open-target.ts'
import { nameOf, type Position, sinkOffset } from './positions.ts'

/** How far a partition has become durable. */
export interface Durable {
  readonly partition: SinkPartition
  readonly offset: number
  readonly change: ProgressChange
}

interface Parts {
  readonly connector: SinkConnector
  readonly partitions: readonly SinkPartition[]
  readonly positions: readonly Position[]
  readonly target: Target
  /** stores progress, of the partitions that have made any */
  readonly store: (durable: readonly Durable[]) => Promise<void>
  /** aborted when nothing is to be waited for any more */
  readonly signal: AbortSignal
}

/** From raw records through conversion to the writer, and back from its flushes to what is stored: the same for every feed. */
export interface SinkPipeline {
  /** next offset to hand to the writer, by partition */
  readonly next: ReadonlyMap<string, number>
  /** timestamp of the last record handed over, by partition */
  readonly taken: ReadonlyMap<string, number>
  readonly records: number
  /** Hands a batch over. Resolves with why a record cannot be read now: those before it are handed over, no more. */
  write(batch: RawSinkRecords): Promise<unknown>
  /** Nothing is to be handed over before these. */
  pass(positions: readonly Position[]): void
  /** Makes durable what was handed over and stores it, as often as the writer wants. */
  flush(end: boolean): Promise<Flushed>
}

export const createPipeline = (parts: Parts): SinkPipeline => {
  const { connector, partitions, positions, target, store, signal } = parts
  const { writer, failures, meter } = target
  const next = new Map(positions.map(p => [nameOf(p), p.offset]))
  const taken = new Map<string, number>()
  let records = 0

  const count = (sent: number, batch: RawSinkRecords) => {
    meter.add('sink-record-send-total', sent)
    meter.add('sink-byte-send-total', batch.data.length)
    taken.set(nameOf(batch), batch.timestamps[batch.count - 1] ?? 0)
  }

  const write = async (batch: RawSinkRecords) => {
    const unread = await handOver(batch)
    if (unread !== undefined) {
      next.set(nameOf(batch), batch.offsets[unread.i] ?? 0)
      return unread.error
    }
    next.set(nameOf(batch), (batch.offsets[batch.count - 1] ?? 0) + 1)
    records += batch.count
    return undefined
  }

  const handOver = async (batch: RawSinkRecords) => {
    if (writer.writeRaw !== undefined && passesRaw(connector, batch)) {
      await writer.writeRaw(batch)
      count(batch.count, batch)
      return undefined
    }
    const { converted, unread } = await convert(batch)
    // good records before a bad one are delivered all the same
    if (converted.length > 0) await writer.write(converted)
    count(converted.length, batch)
    return unread
  }

  const convert = async (batch: RawSinkRecords) => {
    const converted: SinkRecord[] = []
    for (let i = 0; i < batch.count; i++) {
      try {
        const read = onceKnown(() => toSinkRecord(connector, batch, i), signal)
        // no pause without need: there are as many as records
        const record = transformSink(connector, read instanceof Promise ? await read : read)
        if (record === null) continue
        failures.read(record, batch, i)
        converted.push(record)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof RecordError && failures.unreadable(batch, i, error)))
          return { converted, unread: { i, error } }
      }
    }
    return { converted, unread: undefined }
  }

  const flush = async (end: boolean): Promise<Flushed> => {
    for (;;) {
      const flushed = await writer.flush({ end })
      await failures.settle()
      const durable = partitions.flatMap(p => durableOf(p, next.get(nameOf(p)), said(flushed, p)))
      await store(durable)
      if (flushed.more !== true) return flushed
    }
  }

  return {
    next,
    taken,
    get records() {
      return records
    },
    write,
    pass: moved => {
      for (const position of moved) next.set(nameOf(position), position.offset)
    },
    flush,
  }
}

/** What a writer says of a partition. */
export const said = (flushed: Flushed, p: SinkPartition): FlushedPartition | undefined =>
  flushed.partitions?.find(f => f.topic === p.topic && f.partition === p.partition)

/** How far a partition is durable; nothing when that says nothing new. */
const durableOf = (
  partition: SinkPartition,
  position: number | undefined,
  flushed: FlushedPartition | undefined,
): readonly Durable[] => {
  const offset = flushed?.offset ?? position ?? partition.offset ?? 0
  const state = flushed?.state
  if (offset === partition.offset && state === undefined) return []
  const change: ProgressChange = {
    topicId: partition.topicId,
    offset: sinkOffset(offset),
    ...(state !== undefined && { state: state === null ? undefined : printState(state) }),
  }
  return [{ partition, offset, change }]
}
