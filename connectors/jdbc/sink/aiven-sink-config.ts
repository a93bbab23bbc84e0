import { boolean, type ConfigOf, defineConfig, list, string } from '../../sdk/config.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Problem } from '../../sdk/problem.ts'
import { allowing } from '../../sdk/validators.ts'
import { connectionConfig, connectionProblems } from '../connection-config.ts'
import { commonSettings, commonSinkConfig, enumerator, keyProblems, TOPIC } from './common-sink-config.ts'
import type { InsertMode, SinkSettings } from './settings.ts'

const { 'quote.sql.identifiers': _, ...connection } = connectionConfig

const topicAndTable = (text: string): readonly [string, string] | undefined => {
  const [topic = '', table = ''] = text.split(':')
  return topic === '' || table === '' ? undefined : [topic, table]
}

const topicTables = allowing<readonly string[]>('`topic:table`, several with commas', value => {
  if (value?.some(each => topicAndTable(each) === undefined))
    throw new Error('Invalid topics to tables mapping')
})

export const aivenSinkConfig = defineConfig({
  ...connection,
  'sql.quote.identifiers': boolean({
    default: true,
    importance: 'LOW',
    group: 'Connection',
    displayName: 'Quote SQL Identifiers',
    doc: 'Whether names of tables and columns are quoted in statements.',
  }),
  'insert.mode': string({
    default: 'insert',
    validator: enumerator('insert', 'multi', 'upsert', 'update'),
    importance: 'HIGH',
    group: 'Writes',
    displayName: 'Insert Mode',
    doc: 'What a record does: `insert` a row, `upsert` the row of its key, or `update` it when it is there. `multi` is `insert`: many rows a statement they are always.',
  }),
  'delete.enabled': boolean({
    default: false,
    importance: 'MEDIUM',
    group: 'Writes',
    displayName: 'Delete enabled',
    doc: 'Whether a null value deletes the row of its key. Requires `pk.mode` to be `record_key`.',
  }),
  ...commonSinkConfig,
  'table.name.normalize': boolean({
    default: false,
    importance: 'MEDIUM',
    group: 'Data Mapping',
    displayName: 'Table Name Normalize',
    doc: 'Whether everything but `a-z`, `A-Z`, `0-9` and `_` in the name of a table becomes `_`.',
  }),
  'topics.to.tables.mapping': list({
    default: [],
    validator: topicTables,
    importance: 'MEDIUM',
    group: 'Data Mapping',
    displayName: 'Topics To Tables Mapping',
    doc: 'The tables of topics: `topic:table`, several with commas. When it is set, topics that are not in it have no table.',
  }),
})

type AivenSinkConfig = ConfigOf<typeof aivenSinkConfig>

const pkFieldsProblem = (mode: string, fields: readonly string[]): string | undefined => {
  if (mode === 'none' && fields.length > 0)
    return "Primary key fields should not be set when pkMode is 'none'."
  if (mode === 'kafka' && fields.length !== 0 && fields.length !== 3)
    return "Primary key fields must be set with three fields (topic, partition, offset) when pkMode is 'kafka'."
  return undefined
}

const connectionOf = (config: AivenSinkConfig) => ({
  ...config,
  'quote.sql.identifiers': config['sql.quote.identifiers'] ? 'always' : 'never',
})

export const aivenSinkProblems = function* (config: AivenSinkConfig): Iterable<Problem> {
  yield* connectionProblems(connectionOf(config))
  yield* keyProblems(config['insert.mode'], config['pk.mode'])
  const mode = config['pk.mode'].toLowerCase()
  if (config['delete.enabled'] && mode !== 'record_key')
    yield ['delete.enabled', 'Delete support only works with pk.mode=record_key']
  const problem = pkFieldsProblem(mode, config['pk.fields'])
  if (problem !== undefined) yield ['pk.fields', problem]
}

const noTable = (topic: string, mapped: ReadonlyMap<string, string>, format: string) =>
  new ConnectError(
    'DATA',
    `Destination table for the topic: '${topic}' couldn't be found in the topics to tables mapping: '${[
      ...mapped,
    ]
      .map(pair => pair.join('->'))
      .join(',')}' and couldn't be generated for the format string '${format}'`,
  )

const tableNames = (config: AivenSinkConfig) => {
  const format = config['table.name.format'].trim()
  const pairs = config['topics.to.tables.mapping'].map(topicAndTable)
  const mapped = new Map(pairs.filter(pair => pair !== undefined))
  return (topic: string): string => {
    const generated = format.replaceAll(TOPIC, () => topic)
    const normal = config['table.name.normalize'] ? generated.replaceAll(/[^a-zA-Z0-9_]/g, '_') : generated
    const name = mapped.size > 0 ? (mapped.get(topic) ?? '') : normal
    if (name === '') throw noTable(topic, mapped, format)
    return name
  }
}

export const aivenSinkSettings = (config: AivenSinkConfig): SinkSettings => {
  const mode = config['insert.mode'].toLowerCase()
  const zone = config['db.timezone']
  return {
    ...commonSettings(config),
    connection: connectionOf(config),
    insertMode: mode === 'multi' ? 'insert' : (mode as InsertMode),
    deletes: config['delete.enabled'],
    tableName: tableNames(config),
    timeZones: { timestamps: zone, dates: zone },
    timestampFields: [],
    timestampUnit: 'microseconds',
    replaceNullWithDefault: true,
    stringColumn: 'record_value',
  }
}
