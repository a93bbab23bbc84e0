import type { Problem } from '../../sdk/problem.ts'
import type { SourceSettings } from './settings.ts'

const exclusive = 'table.blacklist and table.whitelist are exclusive.'

const mixed =
  'Cannot mix legacy and new configuration approaches. Legacy configurations (table.whitelist, table.blacklist, timestamp.column.name, incrementing.column.name) cannot be used together with new configurations (table.include.list, table.exclude.list, timestamp.columns.mapping, incrementing.column.mapping). Please choose one approach: either use all legacy configurations or all new configurations.'

const withQuery =
  "Do not specify table filtering configs with 'query'. Remove table.whitelist / table.blacklist / table.include.list / table.exclude.list when using query mode or 'query' when using table filtering mode."

const noIncludeList =
  'table.exclude.list cannot be used without table.include.list. Exclude list only applies to tables that match the include list.'

const noIncrementing =
  "'incrementing.column.name' must be provided when using mode 'incrementing' or 'timestamp+incrementing' with a custom query. The incrementing column cannot be auto-discovered in query mode because there is no table to inspect."

const given = (keys: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.entries(keys).flatMap(([key, is]) => (is ? [key] : []))

const legacyKeys = ({ selection, columns }: SourceSettings) =>
  given({
    'table.whitelist': selection.whitelist.length > 0,
    'table.blacklist': selection.blacklist.length > 0,
    'timestamp.column.name': columns.timestamps.length > 0,
    'incrementing.column.name': columns.incrementing !== '',
  })

const newKeys = ({ selection, columns }: SourceSettings) =>
  given({
    'table.include.list': selection.include.length > 0,
    'table.exclude.list': selection.exclude.length > 0,
    'timestamp.columns.mapping': columns.timestampMapping.length > 0,
    'incrementing.column.mapping': columns.incrementingMapping.length > 0,
  })

const tableProblems = function* (settings: SourceSettings): Iterable<Problem> {
  const { selection } = settings
  const [legacy, fresh] = [legacyKeys(settings), newKeys(settings)]
  if (legacy.length > 0 && fresh.length > 0) for (const key of [...legacy, ...fresh]) yield [key, mixed]
  if (selection.whitelist.length > 0 && selection.blacklist.length > 0) yield ['table.blacklist', exclusive]
  if (selection.exclude.length > 0 && selection.include.length === 0)
    yield ['table.exclude.list', noIncludeList]
}

const queryProblems = function* (settings: SourceSettings): Iterable<Problem> {
  const key = settings.queryMasked ? 'query.masked' : 'query'
  const lists = [...legacyKeys(settings), ...newKeys(settings)].filter(each => each.startsWith('table.'))
  if (lists.length > 0) for (const each of [key, ...lists]) yield [each, withQuery]
  if (!/^\s*(select|with)\b/i.test(settings.query))
    yield [
      key,
      `Only SELECT statements are supported for '${key}'. Please provide a statement that starts with SELECT.`,
    ]
  if (settings.topicPrefix === '')
    yield ['topic.prefix', 'It is the topic of what the query returns, and must not be empty']
  if (settings.recordKey === 'primary_key')
    yield ['record.key.mode', 'A query has no primary key: allowed is none']
  if (settings.mode.endsWith('incrementing') && settings.columns.incrementing === '')
    yield ['incrementing.column.name', noIncrementing]
}

/** Which mode was meant had better be said than guessed. */
const unsaidProblems = function* ({ mode, columns }: SourceSettings): Iterable<Problem> {
  if (mode !== '') return
  const named = given({
    'incrementing.column.name': columns.incrementing !== '',
    'timestamp.column.name': columns.timestamps.length > 0,
  })
  if (named.length > 0) yield ['mode', `It must be set, as ${named.join(' and ')} mean nothing without it`]
}

const modeProblems = function* ({ mode, columns, query }: SourceSettings): Iterable<Problem> {
  const mapped = (mapping: readonly string[]) => mapping.length > 0 && query === ''
  const [byTimestamp, byIncrementing] = [mode.startsWith('timestamp'), mode.endsWith('incrementing')]
  const hasTimestamps = columns.timestamps.length > 0 || mapped(columns.timestampMapping)
  if (byTimestamp && !hasTimestamps)
    yield [
      'timestamp.column.name',
      "Timestamp column configuration must be provided when using mode 'timestamp' or 'timestamp+incrementing'. Provide 'timestamp.column.name' or 'timestamp.columns.mapping'.",
    ]
  if (!byTimestamp && columns.timestampMapping.length > 0)
    yield [
      'mode',
      "Timestamp column configurations should not be provided if mode is not 'timestamp' or 'timestamp+incrementing'. Remove 'timestamp.columns.mapping'.",
    ]
  if (!byIncrementing && columns.incrementingMapping.length > 0)
    yield [
      'mode',
      "Incrementing column configurations should not be provided if mode is not 'incrementing' or 'timestamp+incrementing'. Remove 'incrementing.column.mapping'.",
    ]
}

/** What is wrong with keys together. */
export const sourceProblems = function* (settings: SourceSettings): Iterable<Problem> {
  yield* tableProblems(settings)
  if (settings.query !== '') yield* queryProblems(settings)
  yield* modeProblems(settings)
  yield* unsaidProblems(settings)
}
