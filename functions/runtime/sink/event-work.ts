import type { UsedConfig } from '../config/used-config.ts'
import { openSinkConnector, type SinkConnector } from '../connector.ts'
import { openMeter } from '../meter.ts'
import type { Limits, Runtime } from '../runtime.ts'
import { rememberTopics } from '../topics-used.ts'
import { type Watch, watchDeadline } from './event-deadline.ts'
import type { EventFeed } from './event-feed.ts'
import { type Intake, storeDurable, take } from './event-intake.ts'
import { passesOver } from './event-sources.ts'
import { openTarget, type Target } from './open-target.ts'
import { nameOf } from './positions.ts'
import { createPipeline } from './sink-pipeline.ts'

export interface EventRun {
  readonly feed: EventFeed
  readonly intakes: readonly Intake[]
  readonly limits: Limits
}

/** Writes what an event has and stores how far it is durable; what it could not take of a partition stands in its intake. */
export const writeEvent = async (runtime: Runtime, run: EventRun, used: UsedConfig): Promise<void> => {
  const { feed, intakes, limits } = run
  const { name, lineage } = feed.connector
  const partitions = intakes.map(intake => intake.partition)
  const epoch = Math.max(...intakes.map(intake => intake.epoch))
  const meter = openMeter(runtime, { connector: name, task: 0, epoch, invocation: runtime.host })
  const watch = watchDeadline(runtime, limits)
  try {
    const connector = await openSinkConnector(runtime, used)
    await rememberTopics(runtime, name, partitions)
    const { finishing, signal, mayWrite } = watch
    const party = { connector: name, task: 0, partitions, lineage, epoch, meter, mayWrite, finishing, signal }
    const target = await openTarget(runtime, connector, party)
    await handOver(runtime, run, { connector, target, watch }).finally(() => target.close())
  } finally {
    watch.stop()
    meter.end()
  }
}

interface Means {
  readonly connector: SinkConnector
  readonly target: Target
  readonly watch: Watch
}

const handOver = async (runtime: Runtime, run: EventRun, means: Means): Promise<void> => {
  const { connector, target, watch } = means
  const pipeline = pipelineOf(runtime, run, means)
  const gapsAreNormal = passesOver(run.feed.connector.config)
  for (const intake of run.intakes) {
    watch.signal.throwIfAborted()
    if (watch.finishing.aborted) break
    const from = pipeline.next.get(nameOf(intake.partition)) ?? 0
    const { reset } = connector.start
    const raw = await take(runtime, intake, {
      connector: run.feed.connector.name,
      from,
      gapsAreNormal,
      reset,
    })
    if (raw !== undefined) intake.failure = await pipeline.write(raw)
    if (target.takeFlushRequest()) await pipeline.flush(false)
  }
  await pipeline.flush(true)
}

const pipelineOf = ({ table }: Runtime, { feed, intakes }: EventRun, { connector, target, watch }: Means) => {
  const known = new Map(target.writer.positions?.map(p => [nameOf(p), p.offset]))
  return createPipeline({
    connector,
    partitions: intakes.map(intake => intake.partition),
    positions: intakes.map(({ partition, stored }) => ({
      topic: partition.topic,
      partition: partition.partition,
      offset: known.get(nameOf(partition)) ?? stored.offset,
    })),
    target,
    finishing: watch.finishing,
    signal: watch.signal,
    store: durable => storeDurable(table, intakes, { connector: feed.connector.name, durable }),
  })
}
