import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { Finding } from '../../sdk/problem.ts'
import type { Statement, TableId } from '../dialect.ts'
import { type Opened, probeConnection } from '../open-connection.ts'
import { queryOrigin } from './input.ts'
import { leftOut } from './row-reader.ts'
import { missingTables, selectTables } from './select-tables.ts'
import type { SourceSettings } from './settings.ts'
import { bulkStatement, trackedStatement } from './statements.ts'
import { nameOf } from './table-name.ts'
import { isBulk, queryTracking, trackingOf } from './tracking.ts'

/** Tables that are looked into. */
const MOST_TABLES = 100

const EPOCH = { ms: 0, nanos: 0 }

/** What a person would change when a table cannot be read by its columns. */
const keyOf = ({ mode, columns }: SourceSettings, message: string): string => {
  if (/timestamp column/i.test(message))
    return columns.timestampMapping.length > 0 ? 'timestamp.columns.mapping' : 'timestamp.column.name'
  if (!mode.endsWith('incrementing')) return 'mode'
  return columns.incrementingMapping.length > 0 ? 'incrementing.column.mapping' : 'incrementing.column.name'
}

const listKey = ({ selection }: SourceSettings) =>
  selection.include.length > 0 ? 'table.include.list' : 'table.whitelist'

const probeTable = async function* (
  settings: SourceSettings,
  table: TableId,
  { connection, dialect }: Opened,
): AsyncGenerator<Finding> {
  const columns = await connection.columns(table)
  if (columns === undefined) return
  const name = nameOf(table)
  try {
    trackingOf(settings, { table: name, columns, dialect })
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'INVALID_CONFIG') throw error
    yield [keyOf(settings, error.message), error.message]
  }
  const left = leftOut(columns, { dialect, settings, where: name })
  if (left.length > 0)
    yield [
      'other.types',
      `Left out of ${name}: ${left.map(each => `${each.name} (${each.declared})`).join(', ')}; other.types=text or native reads them`,
      'warning',
    ]
}

const selected = async function* (
  settings: SourceSettings,
  opened: Opened,
): AsyncGenerator<Finding, readonly TableId[]> {
  try {
    return await selectTables(settings.selection, opened)
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'INVALID_CONFIG') throw error
    yield [listKey(settings), error.message]
    return []
  }
}

const probeTables = async function* (settings: SourceSettings, opened: Opened): AsyncGenerator<Finding> {
  const tables = yield* selected(settings, opened)
  const missing = missingTables(settings.selection, tables, opened.dialect)
  const some = missing.length < settings.selection.whitelist.length
  for (const name of missing) {
    const message = `There is no table ${name}, or the user may not see it`
    yield some ? ['table.whitelist', message, 'warning'] : ['table.whitelist', message]
  }
  if (missing.length === 0 && tables.length === 0)
    yield [
      settings.selection.include.length > 0 ? 'table.include.list' : 'connection.url',
      'No tables are found there that are to be read',
      'warning',
    ]
  for (const table of tables.slice(0, MOST_TABLES)) yield* probeTable(settings, table, opened)
}

const queryStatement = (settings: SourceSettings, { dialect }: Opened): Statement => {
  const tracking = queryTracking(settings)
  const origin = queryOrigin(settings)
  if (isBulk(tracking)) return bulkStatement(dialect, origin, {})
  const range = { incrementing: settings.incrementingInitial, from: EPOCH, until: EPOCH }
  const { timeZone } = settings.reading
  return trackedStatement(dialect, origin, { tracking, timeZone, ...range })
}

/** What may be in the way of what is put behind a query. */
const HAS_END = /\b(?:where|group|having|order|limit|union)\b/i

/** Has the database explain the statement that would be run, with what is put behind it. */
const probeQuery = async function* (settings: SourceSettings, opened: Opened): AsyncGenerator<Finding> {
  const { sql, params = [] } = queryStatement(settings, opened)
  try {
    await opened.connection.execute({ sql: `EXPLAIN ${sql}`, params })
  } catch (error) {
    if (!(error instanceof ConnectError) || error.retriable) throw error
    const key = settings.queryMasked ? 'query.masked' : 'query'
    const why = settings.queryMasked ? '' : `: ${messageOf(error)}`
    const appended =
      !HAS_END.test(settings.query) || isBulk(queryTracking(settings))
        ? ''
        : '. A WHERE and an ORDER BY are put behind it: a query that has its own can stand in brackets, SELECT * FROM (…) AS q'
    yield [key, `The configured query is not valid${why}${appended}`]
  }
}

/** Whether the database lets us in and has what is to be read. */
export const probeSource = (settings: SourceSettings, signal: AbortSignal): AsyncIterable<Finding> =>
  probeConnection(settings.connection, signal, opened =>
    settings.query === '' ? probeTables(settings, opened) : probeQuery(settings, opened),
  )
