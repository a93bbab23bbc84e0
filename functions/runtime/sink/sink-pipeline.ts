import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { Flushed, FlushedPartition, SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { countBatch, countCommit } from '../count.ts'
import { type ProgressChange, printState } from '../progress.ts'
import { handingOver } from './hand-over.ts'
import type { Target } from './open-target.ts'
import { nameOf, type Position, sinkOffset } from './positions.ts'
import type { Upcoming } from './read-ahead.ts'

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
  /** aborted when the run should come to its end in good order */
  readonly finishing: AbortSignal
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
  /**
   * Hands a batch over. Resolves with why a record cannot be read now: those before it are handed over, no more.
   * `upcoming`: what follows it, if anything; some of it is read meanwhile.
   */
  write(batch: RawSinkRecords, upcoming?: Upcoming): Promise<unknown>
  /** Nothing is to be handed over before these. */
  pass(positions: readonly Position[]): void
  /** Makes durable what was handed over and stores it, as often as the writer wants. */
  flush(end: boolean): Promise<Flushed>
}

export const createPipeline = (parts: Parts): SinkPipeline => {
  const { partitions, positions, target, store } = parts
  const { writer, failures, meter } = target
  const next = new Map(positions.map(p => [nameOf(p), p.offset]))
  const taken = new Map<string, number>()
  let records = 0
  let active = 0

  const countRead = ({ count: size }: RawSinkRecords) => {
    countBatch(meter, size)
    meter.add('sink-record-read-total', size)
    active += size
    meter.raise('sink-record-active-count-max', active)
  }

  const beforeWait = (batch: RawSinkRecords, i: number) => {
    next.set(nameOf(batch), batch.offsets[i] ?? 0)
    return flush(false)
  }
  const handOver = handingOver({ ...parts, beforeWait })

  const write = async (batch: RawSinkRecords, upcoming?: Upcoming) => {
    countRead(batch)
    const unread = await handOver(batch, upcoming)
    taken.set(nameOf(batch), batch.timestamps[batch.count - 1] ?? 0)
    if (unread !== undefined) {
      next.set(nameOf(batch), batch.offsets[unread.i] ?? 0)
    } else {
      next.set(nameOf(batch), (batch.offsets[batch.count - 1] ?? 0) + 1)
      records += batch.count
    }
    if (failures.isStopped) await flush(true)
    return unread?.error
  }

  const flush = async (end: boolean): Promise<Flushed> => {
    for (;;) {
      let flushed: Flushed = {}
      await countCommit(meter, async () => {
        flushed = await writer.flush({ end })
        await failures.settle()
        const durable = partitions
          .flatMap(p => durableOf(p, next.get(nameOf(p)), said(flushed, p)))
          .flatMap(each => before(failures.stopOf(each.partition), each))
        await store(durable)
        active = Math.min(active, keptBack(flushed))
        return durable.length > 0
      })
      failures.check()
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

/** As much of it as is before a record that must not be passed over; of state nobody but its writer knows how much. */
const before = (stop: number | undefined, durable: Durable): readonly Durable[] => {
  const { partition, change } = durable
  if (stop === undefined || durable.offset <= stop) return [durable]
  if (change.state !== undefined || stop <= (partition.offset ?? 0)) return []
  return [{ partition, offset: stop, change: { ...change, offset: sinkOffset(stop) } }]
}
