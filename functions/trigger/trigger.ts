import { parseTriggers } from '../runtime/config/trigger-config.ts'
import type { EventPattern } from '../runtime/event-pattern.ts'
import type { Table } from '../runtime/ports/table.ts'
import { connectorNames } from '../runtime/state/connectors.ts'
import { type ConnectorItem, connectorKey, connectorOf } from '../runtime/state/items.ts'
import { triggerTasks } from '../runtime/state/trigger.ts'
import { occurrencesOf } from './occurrences.ts'

export interface TriggerOptions {
  readonly table: Table
  /** tells the scheduler to look at a connector now */
  readonly wake: (connector: string) => Promise<void>
}

/** What cannot be read, as it refers to something that is not known here, matches nothing; others are not to suffer. */
const patternsOf = ({ config }: ConnectorItem): readonly EventPattern[] => {
  try {
    return parseTriggers(config['trigger.events'] ?? '')
  } catch {
    return []
  }
}

/** Connectors that any of these start by their `trigger.events`. */
const matching = async (table: Table, occurrences: readonly unknown[]): Promise<readonly string[]> => {
  const names = await connectorNames(table)
  const found = await Promise.all(names.map(name => table.get(connectorKey(name))))
  return found.flatMap(({ item }) => {
    const connector = item && connectorOf(item)
    if (connector === undefined || connector.deleted || connector.wanted !== 'RUNNING') return []
    return patternsOf(connector).some(matches => occurrences.some(matches)) ? [connector.name] : []
  })
}

/** Starts a run of every connector that an event is for. Rejects when one could not be, so that the event comes again. */
export const trigger =
  ({ table, wake }: TriggerOptions) =>
  async (event: unknown): Promise<{ readonly triggered: readonly string[] }> => {
    const triggered = await matching(table, occurrencesOf(event))
    await Promise.all(
      triggered.map(async connector => {
        if ((await triggerTasks(table, connector)) > 0) await wake(connector)
      }),
    )
    return { triggered }
  }
