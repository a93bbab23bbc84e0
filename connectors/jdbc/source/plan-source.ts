import { createHash } from 'node:crypto'
import { ConnectError } from '../../sdk/errors.ts'
import type { Partition } from '../../sdk/record.ts'
import type { SourcePlan } from '../../sdk/source.ts'
import type { TableId } from '../dialect.ts'
import { type Opened, openConnection } from '../open-connection.ts'
import { queryNotes, tableNotes } from './notes.ts'
import { queryPartition, tablePartition } from './positions.ts'
import { selectTables } from './select-tables.ts'
import type { SourceSettings } from './settings.ts'
import { nameOf } from './table-name.ts'

/** ms: connecting and each look into the database */
const patience = 60_000

const weight = (name: string, task: number): string =>
  createHash('sha1').update(`${task} ${name}`).digest('hex')

/**
 * As many tables to each task, give or take one; each to the task that it weighs most for and that has room, so that most
 * stay where they are when others come and go.
 */
const spread = (names: readonly string[], maxTasks: number): readonly (readonly string[])[] => {
  const count = Math.min(names.length, maxTasks)
  const tasks = Array.from({ length: count }, (_, n) => ({
    room: Math.floor(names.length / count) + (n < names.length % count ? 1 : 0),
    names: [] as string[],
  }))
  for (const name of names) {
    const byWeight = tasks
      .map((task, n) => ({ task, weight: weight(name, n) }))
      .toSorted((a, b) => (a.weight < b.weight ? 1 : -1))
    byWeight.find(({ task }) => task.names.length < task.room)?.task.names.push(name)
  }
  return tasks.map(task => task.names)
}

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
  const groups = spread(tables.map(nameOf), maxTasks)
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
