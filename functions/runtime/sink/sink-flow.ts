import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Flushed, FlushedPartition, SinkPartition, SinkWriter } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import type { Fetched, PartitionReader } from '../ports/kafka.ts'
import { type ProgressChange, printState } from '../progress.ts'
import type { Ending } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { untilAborted } from '../until-aborted.ts'
import { passesRaw, toSinkRecord } from './convert.ts'
import type { Failures } from './failures.ts'
import type { GroupMirror } from './group-mirror.ts'
import { isOutOfRange } from './out-of-range.ts'
import { nameOf, type Position, sinkOffset, sinkPartition } from './positions.ts'

interface Parts {
  readonly connector: SinkConnector
  readonly partitions: readonly SinkPartition[]
  readonly positions: readonly Position[]
  readonly writer: SinkWriter
  readonly reader: PartitionReader
  readonly mirror: GroupMirror
  readonly failures: Failures
  /** whether the writer has asked for a flush since the last time */
  readonly takeFlushRequest: () => boolean
}

/** From the partition reader through conversion to the writer, and back from its flushes to the checkpoint. */
export const createFlow = (runtime: Runtime, slice: Slice, parts: Parts) => {
  const { connector, partitions, writer, reader, mirror, failures } = parts
  const { clock } = runtime
  /** next offset to hand to the writer, by partition */
  const next = new Map(parts.positions.map(p => [nameOf(p), p.offset]))
  let records = 0
  let lastFlush = clock.now()
  let lastData = clock.now()

  const flush = async (end: boolean): Promise<Flushed> => {
    for (;;) {
      const flushed = await writer.flush({ end })
      await failures.settle()
      await store(flushed)
      if (flushed.more !== true) return flushed
    }
  }

  const store = async (flushed: Flushed) => {
    const durable = partitions.map(p => durableOf(p, next.get(nameOf(p)), said(flushed, p)))
    const changed = durable.filter(d => d.changed)
    lastFlush = clock.now()
    if (changed.length === 0) return
    await slice.checkpoint(new Map(changed.map(d => [sinkPartition(d.partition), d.change])), {
      progress: true,
    })
    mirror.update(
      changed.map(({ partition: { topic, partition }, offset }) => ({ topic, partition, offset })),
    )
  }

  const write = async (batch: RawSinkRecords) => {
    if (writer.writeRaw !== undefined && passesRaw(connector, batch)) await writer.writeRaw(batch)
    else await writeConverted(batch)
    next.set(nameOf(batch), (batch.offsets[batch.count - 1] ?? 0) + 1)
    records += batch.count
  }

  const writeConverted = async (batch: RawSinkRecords) => {
    const converted: SinkRecord[] = []
    for (let i = 0; i < batch.count; i++) {
      try {
        const record = toSinkRecord(connector, batch, i)
        if (record === null) continue
        failures.read(record, batch, i)
        converted.push(record)
      } catch (error) {
        if (error instanceof Error && failures.unreadable(batch, i, error)) continue
        // good records before a bad one are delivered all the same
        if (converted.length > 0) await writer.write(converted)
        next.set(nameOf(batch), batch.offsets[i] ?? 0)
        await flush(true)
        throw error
      }
    }
    if (converted.length > 0) await writer.write(converted)
  }

  const take = async (fetched: Fetched) => {
    for (const batch of fetched.batches) {
      slice.signal.throwIfAborted()
      await write(batch)
      if (parts.takeFlushRequest()) await flush(false)
    }
    for (const position of fetched.positions) next.set(nameOf(position), position.offset)
    if (fetched.batches.length > 0) lastData = clock.now()
    if (clock.now() - lastFlush >= connector.flushInterval) await flush(false)
  }

  /** An end that is not known yet is not reached. */
  const isDrained = () => {
    const ends = reader.ends()
    return ends.length === partitions.length && ends.every(end => (next.get(nameOf(end)) ?? 0) >= end.offset)
  }

  const fetch = async (signal: AbortSignal): Promise<Fetched | undefined> => {
    try {
      return await untilAborted(reader.poll(connector.pause), signal)
    } catch (error) {
      // reading goes on elsewhere after this: what was written must not be forgotten
      if (isOutOfRange(error)) await flush(true)
      throw error
    }
  }

  return {
    run: async (): Promise<Ending> => {
      const signal = AbortSignal.any([slice.finishing, slice.signal])
      for (;;) {
        const fetched = await fetch(signal)
        if (fetched === undefined) break
        await take(fetched)
        const quiet = fetched.batches.length === 0 && clock.now() - lastData >= connector.linger
        if (quiet && !connector.continuous && isDrained()) break
      }
      slice.signal.throwIfAborted()
      const flushed = await flush(true)
      return {
        drained: !slice.finishing.aborted,
        records,
        poll: connector.poll,
        ...waits(partitions, next, flushed),
        // a topic that is missing may come at any time
        ...(partitions.length < slice.task.partitions.length && { waitsFor: undefined }),
      }
    },
  }
}

const said = (flushed: Flushed, p: SinkPartition): FlushedPartition | undefined =>
  flushed.partitions?.find(f => f.topic === p.topic && f.partition === p.partition)

/** How far a partition is durable, and whether that says anything new. */
const durableOf = (
  partition: SinkPartition,
  position: number | undefined,
  flushed: FlushedPartition | undefined,
) => {
  const offset = flushed?.offset ?? position ?? partition.offset ?? 0
  const state = flushed?.state
  const change: ProgressChange = {
    topicId: partition.topicId,
    offset: sinkOffset(offset),
    ...(state !== undefined && { state: state === null ? undefined : printState(state) }),
  }
  return { partition, offset, change, changed: offset !== partition.offset || state !== undefined }
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
