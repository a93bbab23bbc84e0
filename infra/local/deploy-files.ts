import { checkConnector } from '../../functions/api/check-connector.ts'
import type { Plugins } from '../../functions/runtime/ports/plugins.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import {
  configureConnector,
  createConnector,
  readConnector,
} from '../../functions/runtime/state/connectors.ts'
import type { Wanted } from '../../functions/runtime/state/items.ts'
import { type ConnectorFile, readConnectorFile } from './connector-file.ts'

const states: readonly Wanted[] = ['RUNNING', 'PAUSED', 'STOPPED']

const stateOf = ({ initialState = 'RUNNING' }: ConnectorFile): Wanted => {
  const state = states.find(s => s === initialState)
  if (state === undefined)
    throw new Error(`initial_state is ${initialState}, allowed are ${states.join(', ')}`)
  return state
}

/** Creates the connector of each file, or gives it the file's configuration; those that have it already go on. */
export const deployFiles = async (
  { table, plugins }: { readonly table: Table; readonly plugins: Plugins },
  paths: readonly string[],
): Promise<void> => {
  for (const path of paths) {
    const file = readConnectorFile(path)
    const { name, config } = file
    try {
      const type = await checkConnector({ plugins, worker: {} }, config)
      const present = await readConnector(table, name)
      if (present === undefined) await createConnector(table, { name, type, config, wanted: stateOf(file) })
      else if (!same(present.connector.config, config))
        await configureConnector(table, name, () => ({ type, config }))
    } catch (error) {
      throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
}

const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys({ ...a, ...b }).every(key => a[key] === b[key])
