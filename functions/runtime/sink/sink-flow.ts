import type { Flushed, SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { RetryPending } from '../errors/retries.ts'
import type { Fetched, PartitionReader } from '../ports/kafka.ts'
import type { Ending } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { untilAborted } from '../until-aborted.ts'
import type { GroupMirror } from './group-mirror.ts'
import { joinBatches } from './join-batches.ts'
import { lagOf } from './lag.ts'
import type { Target } from './open-target.ts'
import { isOutOfRange } from './out-of-range.ts'
import { nameOf, type Position, sinkPartition } from './positions.ts'
import { createPipeline, type Durable, said } from './sink-pipeline.ts'

interface Parts {
  readonly connector: SinkConnector
  readonly partitions: readonly SinkPartition[]
  readonly positions: readonly Position[]
  readonly target: Target
  readonly reader: PartitionReader
  readonly mirror: GroupMirror
}

/** What is fetched while what came before is written. `undefined`: the slice has to end. */
type Coming = Promise<Fetched | undefined>

const ignore = () => undefined

/** Feeds a slice's pipeline from the partition reader, until its partitions are drained or the slice has to end. */
export const createFlow = (runtime: Runtime, slice: Slice, parts: Parts) => {
  const { connector, partitions, reader, mirror, target } = parts
  const { clock } = runtime
  let lastFlush = clock.now()
  let lastData = clock.now()

  const store = async (durable: readonly Durable[]) => {
    lastFlush = clock.now()
    if (durable.length === 0) return
    await slice.checkpoint(new Map(durable.map(d => [sinkPartition(d.partition), d.change])), {
      progress: true,
    })
    mirror.update(
      durable.map(({ partition: { topic, partition }, offset }) => ({ topic, partition, offset })),
    )
  }
  const { finishing, signal: aborted } = slice
  const pipeline = createPipeline({ ...parts, store, finishing, signal: aborted })
  const began = slice.at()
  slice.meter.observe(() => ({
    ...lagOf({ ...pipeline, ends: reader.ends(), began, at: slice.at() }),
    'sink-record-active-count': pipeline.active,
  }))

  const isFlushDue = () => clock.now() - lastFlush >= connector.flushInterval

  /** Resolves with what is to be tried again in the next slice. */
  const take = async (fetched: Fetched, coming: Coming): Promise<RetryPending | undefined> => {
    const { batches } = fetched
    for (const [i, batch] of batches.entries()) {
      slice.signal.throwIfAborted()
      // a poll of many small batches may take a slow target longer than the slice lasts: the rest is read again
      if (finishing.aborted) return undefined
      const next = batches[i + 1] ?? coming.then(more => more?.batches[0], ignore)
      const unreadable = await pipeline.write(batch, next)
      if (unreadable instanceof RetryPending) return unreadable
      if (unreadable !== undefined) {
        await pipeline.flush(true)
        throw unreadable
      }
      slice.pulse.beat()
      if (target.takeFlushRequest() || isFlushDue()) await pipeline.flush(false)
    }
    pipeline.pass(fetched.positions)
    if (batches.length > 0) lastData = clock.now()
    if (isFlushDue()) await pipeline.flush(false)
    return undefined
  }

  /** An end that is not known yet is not reached. */
  const isDrained = () => {
    const ends = reader.ends()
    return (
      ends.length === partitions.length &&
      ends.every(end => (pipeline.next.get(nameOf(end)) ?? 0) >= end.offset)
    )
  }

  const poll = async (): Promise<Fetched> => {
    const { batches, positions } = await reader.poll(connector.pause)
    return { batches: joinBatches(batches, target.writer.recordsPerWrite), positions }
  }

  const fetch = (signal: AbortSignal): Coming => {
    const coming = untilAborted(poll(), signal)
    // nobody may be left to hear it fail
    coming.catch(ignore)
    return coming
  }

  const arrived = async (coming: Coming): Promise<Fetched | undefined> => {
    try {
      return await coming
    } catch (error) {
      // reading goes on elsewhere after this: what was written must not be forgotten
      if (isOutOfRange(error)) await pipeline.flush(true)
      throw error
    }
  }

  return {
    run: async (): Promise<Ending> => {
      const signal = AbortSignal.any([slice.finishing, slice.signal])
      let pending: RetryPending | undefined
      let coming = fetch(signal)
      for (;;) {
        const fetched = await arrived(coming)
        if (fetched === undefined) break
        coming = fetch(signal)
        pending = await take(fetched, coming)
        if (pending !== undefined) break
        // what cannot be read is no less to do
        if (fetched.batches.length === 0 && isDrained()) slice.pulse.beat()
        const quiet = fetched.batches.length === 0 && clock.now() - lastData >= connector.linger
        if (quiet && !connector.continuous && isDrained()) break
      }
      slice.signal.throwIfAborted()
      const flushed = await pipeline.flush(true)
      return {
        drained: pending === undefined && !slice.finishing.aborted,
        retrying: pending?.spent,
        records: pipeline.records,
        poll: connector.poll,
        ...waits(partitions, pipeline.next, flushed),
        // a topic that is missing may come at any time
        ...(partitions.length < slice.task.partitions.length && { waitsFor: undefined }),
      }
    },
  }
}

/** What a drained sink waits for: the next record of a partition, or what its writer said. */
const waits = (
  partitions: readonly SinkPartition[],
  next: ReadonlyMap<string, number>,
  flushed: Flushed,
): Pick<Ending, 'waitsFor' | 'again'> => {
  const until = flushed.partitions?.flatMap(p => p.waitsUntil ?? []) ?? []
  return {
    waitsFor: partitions.map(p => ({
      topic: p.topic,
      partition: p.partition,
      offset: said(flushed, p)?.waitsFor ?? (next.get(nameOf(p)) ?? 0) + 1,
    })),
    again: until.length === 0 ? undefined : Math.max(Math.min(...until) - Date.now(), 0),
  }
}
