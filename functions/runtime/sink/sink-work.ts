import type { SinkPartition, TopicPartition } from '../../../connectors/sdk/sink.ts'
import { type UsedConfig, withUsedConfig } from '../config/used-config.ts'
import { openSinkConnector } from '../connector.ts'
import type { ProgressChange } from '../progress.ts'
import { redriveSink } from '../redrive/redrive-sink.ts'
import { wantsRedrive } from '../redrive/redriven.ts'
import type { Ending, Work } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { rememberTopics } from '../topics-used.ts'
import { createGroupMirror } from './group-mirror.ts'
import { openTarget } from './open-target.ts'
import { isOutOfRange, skipLost } from './out-of-range.ts'
import { type Position, readPartitions, sinkOffset, sinkPartition, startingPositions } from './positions.ts'
import { createFlow } from './sink-flow.ts'

/** Reads topic partitions and writes to a sink until they are drained or the slice has to end; stores what is flushed. */
export const sinkWork =
  (runtime: Runtime): Work =>
  slice =>
    withUsedConfig(runtime, slice.task.config, used => writeSink(runtime, slice, used))

const writeSink = async (runtime: Runtime, slice: Slice, used: UsedConfig): Promise<Ending> => {
  const { kafka, timing } = runtime
  const connector = await openSinkConnector(runtime, used)
  if (wantsRedrive(slice.task)) return redriveSink(runtime, slice, connector)
  const found = await readPartitions(kafka, slice.progress, slice.task.partitions)
  const start = await startingPositions(kafka, found, connector.start)
  const partitions = found.map(p => ({ ...p, offset: offsetOf(start, p) }))
  await slice.checkpoint(pinned(found, start))
  await rememberTopics(runtime, slice.task.connector, partitions)
  const { connector: name, task, lineage } = slice.task
  const { epoch, meter, mayWrite, finishing, signal, retrying } = slice
  const run = {
    connector: name,
    task,
    partitions,
    lineage,
    epoch,
    meter,
    mayWrite,
    finishing,
    signal,
    retrying,
  }
  const target = await openTarget(runtime, connector, run)
  const mirror = createGroupMirror(kafka, connector.start.group)
  try {
    const { positions: known = [] } = target.writer
    const positions = start.map(p => ({ ...p, offset: offsetOf(known, p) ?? p.offset }))
    const reader = await kafka.reader({ ...connector.reader, positions })
    const flow = createFlow(runtime, slice, { connector, partitions, positions, target, reader, mirror })
    return await flow.run().finally(() => reader.close())
  } catch (error) {
    throw isOutOfRange(error)
      ? await skipLost(slice, { error, partitions, reset: connector.start.reset })
      : error
  } finally {
    await target.close()
    await mirror.settled(timing.call)
    meter.add('group-offset-commit-failure-total', mirror.refusals)
  }
}

const offsetOf = (positions: readonly Position[], { topic, partition }: TopicPartition): number | undefined =>
  positions.find(p => p.topic === topic && p.partition === partition)?.offset

/** Where a partition begins is stored before anything is read: a later slice must not begin elsewhere. */
const pinned = (
  found: readonly SinkPartition[],
  start: readonly Position[],
): ReadonlyMap<string, ProgressChange> =>
  new Map(
    found
      .filter(p => p.offset === undefined)
      .map(p => {
        const offset = sinkOffset(offsetOf(start, p) ?? 0)
        return [sinkPartition(p), { offset, state: undefined, topicId: p.topicId }]
      }),
  )
