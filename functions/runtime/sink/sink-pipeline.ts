import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Flushed, FlushedPartition, SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { countBatch, countCommit } from '../count.ts'
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
  /** records that were read and are not durable yet; a writer that keeps some back is believed by its offsets */
  readonly active: number
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
  let active = 0

  const count = (sent: number, batch: RawSinkRecords) => {
    meter.add('sink-record-send-total', sent)
    meter.add('sink-byte-send-total', batch.data.length)
    taken.set(nameOf(batch), batch.timestamps[batch.count - 1] ?? 0)
  }

  const countRead = ({ count: size }: RawSinkRecords) => {
    countBatch(meter, size)
    meter.add('sink-record-read-total', size)
    active += size
    meter.raise('sink-record-active-count-max', active)
  }

  /** Hands over what the writer is to write, which takes its time. */
  const put = async (written: Promise<void>) => {
    const began = meter.now()
    await written
    const took = meter.now() - began
    meter.add('put-batch-time-ms', took)
    meter.raise('put-batch-max-time-ms', took)
  }

  const write = async (batch: RawSinkRecords) => {
    countRead(batch)
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
      await put(writer.writeRaw(batch))
      count(batch.count, batch)
      return undefined
    }
    const { converted, unread } = await convert(batch)
    // good records before a bad one are delivered all the same
    if (converted.length > 0) await put(writer.write(converted))
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
      let flushed: Flushed = {}
      await countCommit(meter, async () => {
        flushed = await writer.flush({ end })
        await failures.settle()
        const durable = partitions.flatMap(p => durableOf(p, next.get(nameOf(p)), said(flushed, p)))
        await store(durable)
        active = Math.min(active, keptBack(flushed))
        return durable.length > 0
      })
      if (flushed.more !== true) return flushed
    }
  }

  /** Offsets that were handed over and are not durable by what the writer says. */
  const keptBack = (flushed: Flushed) =>
    partitions.reduce((sum, p) => {
      const position = next.get(nameOf(p)) ?? 0
      return sum + Math.max(position - (said(flushed, p)?.offset ?? position), 0)
    }, 0)

  return {
    next,
    taken,
    get active() {
      return active
    },
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
