import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { hasReference } from '../config/references.ts'
import type { Table } from '../ports/table.ts'
import { hasten } from '../state/claim.ts'
import { type ConnectorState, readConnector } from '../state/connectors.ts'
import { type EventPartition, eventPartitionsOf } from '../state/event-partitions.ts'
import { type ConnectorItem, connectorKey, type TaskItem } from '../state/items.ts'

/** What a run that is fed by events works on, read at one moment. */
export interface EventFeed {
  readonly connector: ConnectorItem
  /** shows how the events fare; absent: not planned yet */
  readonly task: TaskItem | undefined
  /** those that the events of the present generation feed, by their canonical JSON */
  readonly partitions: ReadonlyMap<string, EventPartition>
  readonly at: number
}

const refused = (name: string, why: string) =>
  new ConnectError('CONFLICT', `${name} takes no events: ${why}`, { retriable: true })

/** Why no events are wanted. */
const refusal = ({ connector }: ConnectorState): string | undefined => {
  const mode = connector.config['run.mode']?.trim() ?? 'schedule'
  // what a reference stands for is the plan's to say
  if (connector.type !== 'sink' || (mode !== 'event' && !hasReference(mode))) return `its run.mode is ${mode}`
  return connector.wanted === 'RUNNING' ? undefined : `it is ${connector.wanted}`
}

/** Rejects with `CONFLICT` when the connector takes no events. */
export const readEventFeed = async (table: Table, name: string): Promise<EventFeed> => {
  const state = await readConnector(table, name)
  if (state === undefined) throw refused(name, 'there is no such connector')
  const why = refusal(state)
  if (why !== undefined) throw refused(name, why)
  const { connector, tasks, items, at } = state
  const fed = eventPartitionsOf(items).filter(({ fed }) => fed === connector.generation)
  return { connector, task: tasks[0], partitions: new Map(fed.map(p => [p.partition, p])), at }
}

/** Whether mappings are as the configuration has them, so that Lambda looks at what a run says has failed. */
export const reportsFailures = ({ connector }: EventFeed): boolean => {
  const { config, planned, generation } = connector
  const pollers = ['min', 'max'].some(end => config[`event.provisioned.pollers.${end}`]?.trim())
  return pollers && planned === generation
}

/** An event shows that the plan is not up to date: it is made now instead of when it would have been. */
export const hastenPlan = (table: Table, { connector, at }: EventFeed): Promise<void> =>
  hasten(table, { key: connectorKey(connector.name), item: connector, at })
