import { leveledLog } from '../../functions/runtime/log-levels.ts'
import type { LogEntry } from '../../functions/runtime/ports/log.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { type ConnectorState, readConnector } from '../../functions/runtime/state/connectors.ts'
import type { ConnectorItem, TaskItem } from '../../functions/runtime/state/items.ts'
import { isStalled } from '../../functions/runtime/state/status.ts'

type Line = Pick<LogEntry, 'level' | 'message'>

const cause = (trace: string | undefined) => trace?.split('\n')[0] ?? ''

/** What events have failed with comes again as events. */
const isForGood = (item: ConnectorItem | TaskItem): boolean =>
  item.dueAt === undefined && !('partitions' in item && item.partitions.length === 0)

const line = ({ connector, tasks }: ConnectorState): Line | undefined => {
  const { name, wanted } = connector
  const items = [connector, ...tasks]
  const statuses = items.map(item => item.status)
  const failed = items.find(item => item.status.state === 'FAILED')
  if (failed !== undefined) {
    const next = isForGood(failed) ? 'until it is restarted' : 'tried again by itself'
    return { level: 'ERROR', message: `${name}: FAILED, ${next}. ${cause(failed.status.trace)}` }
  }
  const stalled = statuses.find(isStalled)
  if (stalled !== undefined) return { level: 'WARN', message: `${name}: ${cause(stalled.trace)}` }
  if (statuses.some(status => status.state !== 'RUNNING') && wanted === 'RUNNING') return undefined
  return { level: 'INFO', message: `${name}: ${wanted}` }
}

// as many as there are connectors for on one machine
const MAX_WARNINGS = 10_000

/** Prints each warning once, whichever thread it comes from. */
export const warningLines = (print: (line: string) => void): ((warning: LogEntry) => void) => {
  const printed = new Set<string>()
  return ({ connector, message }) => {
    const text = connector === undefined ? message : `${connector}: ${message}`
    if (printed.has(text) || printed.size === MAX_WARNINGS) return
    printed.add(text)
    print(text)
  }
}

/** Prints a line whenever a connector's state has changed, as far as the levels of loggers let it. */
export const statusLines = (table: Table, print: (line: string) => void) => {
  const shown = new Map<string, string>()
  const log = leveledLog(table, ({ message }) => void print(message))
  return async (name: string, error?: Error): Promise<void> => {
    if (error !== undefined) {
      const message = `${name}: a run was lost and is started again. ${cause(error.message)}`
      await log({ connector: name, level: 'WARN', message })
    }
    const found = await readConnector(table, name)
    const now: Line | undefined =
      found === undefined ? { level: 'INFO', message: `${name}: deleted` } : line(found)
    if (now === undefined || shown.get(name) === now.message) return
    shown.set(name, now.message)
    await log({ connector: name, ...now })
  }
}
