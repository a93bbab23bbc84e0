import type { Column, TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import { leftOut } from './row-reader.ts'
import { missingTables } from './select-tables.ts'
import type { SourceSettings } from './settings.ts'
import { nameOf } from './table-name.ts'
import { isBulk, trackingOf } from './tracking.ts'

/** Tables that are looked into: each costs a statement, at every plan. */
const MOST_TABLES = 100
/** Names in one note. */
const MOST_NAMES = 20

const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMES
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

interface Described {
  readonly table: string
  readonly columns: readonly Column[]
  /** absent: it does not matter */
  readonly key?: readonly string[]
}

const wholeNote = ({ pollInterval }: SourceSettings, what: string) =>
  pollInterval === null
    ? `mode is not set: as a whole and once: ${what}; set poll.interval.ms to have it read again, or mode`
    : `mode is not set: as a whole, every ${pollInterval} ms (poll.interval.ms): ${what}`

const modeNotes = (
  settings: SourceSettings,
  described: readonly Described[],
  { dialect }: Opened,
): readonly string[] => {
  if (settings.mode !== '') return []
  const tracked = described.map(each => ({ ...each, tracking: trackingOf(settings, { ...each, dialect }) }))
  const whole = tracked.filter(each => isBulk(each.tracking)).map(each => each.table)
  const byColumn = tracked.flatMap(({ table, tracking: { incrementing } }) =>
    incrementing === undefined ? [] : [`${table} (${incrementing})`],
  )
  return [
    ...(byColumn.length > 0
      ? [`mode is not set: incrementing, by the auto-increment column: ${listed(byColumn)}`]
      : []),
    ...(whole.length > 0 ? [wholeNote(settings, listed(whole))] : []),
  ]
}

const leftOutNote = (
  settings: SourceSettings,
  described: readonly Described[],
  { dialect }: Opened,
): readonly string[] => {
  const columns = described.flatMap(({ table, columns }) =>
    leftOut(columns, { dialect, settings, where: table }).map(
      ({ name, declared }) => `${table}.${name} (${declared})`,
    ),
  )
  return columns.length === 0
    ? []
    : [`Columns of these types are left out, unless other.types is text or native: ${listed(columns)}`]
}

const keyNote = (described: readonly Described[]): readonly string[] => {
  const without = described.filter(({ key }) => key?.length === 0).map(({ table }) => table)
  return without.length === 0
    ? []
    : [
        `record.key.mode=primary_key: without a primary key, so the keys of their records are null: ${listed(without)}`,
      ]
}

/** How tables are read, where the configuration does not say it. */
export const tableNotes = async (
  settings: SourceSettings,
  tables: readonly TableId[],
  opened: Opened,
): Promise<readonly string[]> => {
  const described: Described[] = []
  for (const table of tables.slice(0, MOST_TABLES)) {
    const columns = await opened.connection.columns(table)
    if (columns === undefined) continue
    const key = settings.recordKey === 'primary_key' && (await opened.connection.primaryKey(table))
    described.push({ table: nameOf(table), columns, ...(key && { key }) })
  }
  const missing = missingTables(settings.selection, tables, opened.dialect)
  const unseen = tables.length - MOST_TABLES
  return [
    ...modeNotes(settings, described, opened),
    ...leftOutNote(settings, described, opened),
    ...keyNote(described),
    ...(missing.length > 0 ? [`There are no such tables: ${listed(missing)} (table.whitelist)`] : []),
    ...(unseen > 0 ? [`${unseen} more tables were not looked into for these notes`] : []),
  ]
}

export const queryNotes = (settings: SourceSettings): readonly string[] =>
  settings.mode === '' ? [wholeNote(settings, 'the query')] : []
