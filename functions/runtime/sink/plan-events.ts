import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkConfig } from '../connector-config.ts'
import type { EventSourceSettings, EventSources } from '../ports/event-sources.ts'
import type { TopicInfo } from '../ports/kafka.ts'
import type { Runtime } from '../runtime.ts'
import {
  closeEventPartitions,
  type EventStart,
  movePartitions,
  openEventPartitions,
  readEventPartitions,
} from '../state/event-partitions.ts'
import { type ConnectorItem, foldedProgress } from '../state/items.ts'
import type { Lease } from '../state/lease.ts'
import { eventSourceSettings, passesOver, reconcileEventSources } from './event-sources.ts'
import {
  asStored,
  nameOf,
  type Start,
  sinkOffset,
  sinkPartition,
  startingPositions,
  storedOffset,
  topicPartitionOf,
} from './positions.ts'

/** A sink that is fed by events: its topics as far as there are any. */
export interface PlannedEvents {
  readonly config: SinkConfig
  readonly topics: readonly TopicInfo[]
  readonly start: Start
}

/**
 * Before anything else of a plan: no run fed by the events of another generation stores anything more. Resolves to `false`
 * while that has still to be tried.
 */
export const closeEvents = async (runtime: Runtime, lease: Lease<ConnectorItem>): Promise<boolean> => {
  const { type, generation, wanted } = lease.item
  if (type !== 'sink') return true
  const closed = await closeEventPartitions(runtime.table, lease, generation)
  // pausing and stopping must not need Kafka
  return closed && (wanted !== 'RUNNING' || followGroups(runtime, lease))
}

/** What an event source passed over is only in the offsets of its group: whoever goes on begins behind it. */
const followGroups = async ({ table, kafka }: Runtime, lease: Lease<ConnectorItem>): Promise<boolean> => {
  const partitions = await readEventPartitions(table, lease.item.name)
  const behind = partitions.filter(p => p.fed === undefined && p.passedBy !== undefined)
  const moved = behind.map(async item => {
    const [found] = await kafka.groupOffsets(item.passedBy ?? '', [topicPartitionOf(item.partition)])
    const offset = Math.max(storedOffset(item) ?? 0, found?.offset ?? 0)
    return { partition: item.partition, offset: sinkOffset(offset) }
  })
  return moved.length === 0 || movePartitions(table, lease, await Promise.all(moved))
}

/**
 * Gives a sink its partitions for events and brings its event source mappings to what is wanted. Resolves to `false` while
 * something has still to be waited for. `assigned`: the tasks are as they should be, none of them has a partition left.
 */
export const planEvents = async (
  runtime: Runtime,
  lease: Lease<ConnectorItem>,
  { events, assigned }: { readonly events: PlannedEvents | undefined; readonly assigned: boolean },
): Promise<boolean> => {
  if (events === undefined) return (await withoutEvents(runtime, lease)) && assigned
  if (!assigned) return false
  const { eventSources } = runtime
  if (eventSources === undefined)
    throw new ConnectError('FATAL', 'run.mode=event is not possible here: nothing can make event sources')
  if (!(await feed(runtime, lease, events))) return false
  if (lease.item.eventSources !== true) await lease.checkpoint({ eventSources: true })
  return reconcileEventSources(eventSources, {
    connector: lease.item.name,
    settings: eventSourceSettings(events.config, events.start),
    isThere: topic => events.topics.some(({ name }) => name === topic),
    beforeStart: settings => standWhereStored(runtime, lease.item.name, settings),
  })
}

const nothingStarts = async () => undefined

const withoutEvents = async (
  { eventSources }: { readonly eventSources?: EventSources | undefined },
  lease: Lease<ConnectorItem>,
): Promise<boolean> => {
  const { name, wanted, deleted, config } = lease.item
  if (eventSources === undefined || lease.item.eventSources !== true) return true
  const keeps = !deleted && wanted !== 'RUNNING' && config['run.mode']?.trim() === 'event'
  const settled = await reconcileEventSources(eventSources, {
    connector: name,
    settings: keeps ? 'disabled' : [],
    isThere: () => false,
    beforeStart: nothingStarts,
  })
  if (!keeps && settled) await lease.checkpoint({ eventSources: undefined })
  return settled
}

/** Opens the partitions that are not yet open in this generation, or were those of another topic under the same name. */
const feed = async (
  { table, kafka }: Runtime,
  lease: Lease<ConnectorItem>,
  { config, topics, start }: PlannedEvents,
): Promise<boolean> => {
  const { generation, lineage, name } = lease.item
  const stored = new Map((await readEventPartitions(table, name)).map(p => [p.partition, p]))
  const closed = topics.flatMap(topic =>
    topic.partitions.flatMap(partition => {
      const of = { topic: topic.name, partition }
      const item = stored.get(sinkPartition(of))
      if (item?.fed === generation && item.topicId === topic.id) return []
      return [{ ...asStored(topic, of, foldedProgress(item ?? {}, lineage)), epoch: item?.epoch ?? 0 }]
    }),
  )
  const positions = await startingPositions(kafka, closed, start)
  const offsets = new Map(positions.map(p => [nameOf(p), p.offset]))
  const starts = closed.map(
    (p): EventStart => ({
      partition: sinkPartition(p),
      offset: sinkOffset(offsets.get(nameOf(p)) ?? 0),
      topicId: p.topicId,
      epoch: p.epoch,
      ...(passesOver(config) && { passedBy: start.group }),
    }),
  )
  return openEventPartitions(table, lease, { starts, generation })
}

/** The mapping's group goes on where the connector does, whatever it was at before. */
const standWhereStored = async (
  { table, kafka }: Runtime,
  connector: string,
  { topic, group }: EventSourceSettings,
): Promise<void> => {
  const partitions = (await readEventPartitions(table, connector)).map(item => ({
    ...topicPartitionOf(item.partition),
    offset: storedOffset(item),
  }))
  const offsets = partitions.flatMap(({ offset, ...p }) =>
    p.topic === topic && offset !== undefined ? [{ ...p, offset }] : [],
  )
  if (offsets.length > 0) await kafka.commitGroupOffsets(group, offsets)
}
