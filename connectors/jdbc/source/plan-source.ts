import { ConnectError } from '../../sdk/errors.ts'
import type { Partition } from '../../sdk/record.ts'
import type { SourcePlan } from '../../sdk/source.ts'
import type { TableId } from '../dialect.ts'
import { type Opened, openConnection } from '../open-connection.ts'
import { queryNotes, tableNotes } from './notes.ts'
import { queryPartition, tablePartition } from './positions.ts'
import { selectTables } from './select-tables.ts'
import type { SourceSettings } from './settings.ts'
import { spreadTables } from './spread-tables.ts'
import { nameOf } from './table-name.ts'

/** ms: connecting and each look into the database */
const patience = 60_000

const noTables = ({ selection }: SourceSettings) =>
  new ConnectError(
    'EXTERNAL',
    `No tables were found so there's no work to be done. Looked for ${selection.types.join(', ')}; if there are some, table.whitelist, table.include.list, schema.pattern, catalog.pattern, table.types, the database of connection.url or the rights of the user leave them out`,
  )

const partitionsOf = (names: readonly string[]): readonly Partition[] => names.map(tablePartition)

const planTables = async (
  settings: SourceSettings,
  maxTasks: number,
  opened: Opened,
): Promise<SourcePlan> => {
  const tables: readonly TableId[] = await selectTables(settings.selection, opened)
  // it may come: looked for again by the restart policy
  if (tables.length === 0) throw noTables(settings)
  const groups = spreadTables(tables.map(nameOf), maxTasks)
  return {
    tasks: groups.map(names => ({ partitions: partitionsOf(names) })),
    again: settings.tablePollInterval,
    notes: await tableNotes(settings, tables, opened),
  }
}

/** The tables over the tasks; a query is one task's. */
export const planSource = async (settings: SourceSettings, maxTasks: number): Promise<SourcePlan> => {
  if (settings.query !== '') return { tasks: [{ partitions: [queryPartition] }], notes: queryNotes(settings) }
  const opened = await openConnection(settings.connection, { callTimeout: patience })
  try {
    return await planTables(settings, maxTasks, opened)
  } finally {
    await opened.connection.close()
  }
}
