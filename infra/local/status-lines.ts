import type { Table } from '../../functions/runtime/ports/table.ts'
import { readConnector } from '../../functions/runtime/state/connectors.ts'
import type { Status } from '../../functions/runtime/state/items.ts'

const cause = (trace: string | undefined) => trace?.split('\n')[0] ?? ''

const line = (name: string, wanted: string, statuses: readonly Status[]): string | undefined => {
  const failed = statuses.find(status => status.state === 'FAILED')
  if (failed !== undefined) return `${name}: FAILED, tried again by itself. ${cause(failed.trace)}`
  if (statuses.some(status => status.state !== 'RUNNING') && wanted === 'RUNNING') return undefined
  return `${name}: ${wanted}`
}

/** Prints a line whenever a connector's state has changed. */
export const statusLines = (table: Table, print: (line: string) => void) => {
  const shown = new Map<string, string>()
  return async (name: string, error?: Error): Promise<void> => {
    if (error !== undefined) print(`${name}: a run was lost and is started again. ${cause(error.message)}`)
    const found = await readConnector(table, name)
    const text =
      found === undefined
        ? `${name}: deleted`
        : line(name, found.connector.wanted, [
            found.connector.status,
            ...found.tasks.map(task => task.status),
          ])
    if (text === undefined || shown.get(name) === text) return
    shown.set(name, text)
    print(text)
  }
}
