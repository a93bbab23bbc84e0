import {
  boolean,
  type ConfigOf,
  defineConfig,
  int,
  list,
  long,
  password,
  string,
} from '../../../sdk/config.ts'
import type { Problem } from '../../../sdk/problem.ts'
import { allowing, atLeast, nonEmpty, oneOf, oneOfIgnoringCase } from '../../../sdk/validators.ts'
import { connectionConfig, connectionProblems } from '../../connection-config.ts'
import { commonSinkConfig, pkModes, TOPIC } from '../common-sink-config.ts'
import type { InsertMode, PkMode, SinkSettings } from '../settings.ts'
import { changeOf } from './change-event.ts'
import { semanticField } from './semantic-types.ts'

const { 'connection.url': url, 'dialect.name': dialectName } = connectionConfig
const { 'exactly.once': exactlyOnce, 'exactly.once.offsets.table': offsetsTable } = commonSinkConfig

const notSupported = (instead: string) =>
  allowing<readonly string[]>('nothing', value => {
    if (value !== null && value.length > 0) throw new Error(`Not supported here: ${instead}`)
  })

const format = allowing<string>(`not empty, with \`${TOPIC}\``, value => {
  nonEmpty(value)
  if (value?.includes(`\${source.`))
    throw new Error('Fields of the source are not supported here: use ByLogicalTableRouter or RegexRouter')
})

export const debeziumSinkConfig = defineConfig({
  'connection.url': url,
  'connection.username': string({ importance: 'HIGH', group: 'Connection', doc: 'User.' }),
  'connection.password': password({
    default: null,
    importance: 'HIGH',
    group: 'Connection',
    doc: 'Password of the user.',
  }),
  'dialect.name': dialectName,
  'insert.mode': string({
    default: 'insert',
    validator: oneOfIgnoringCase('insert', 'upsert', 'update'),
    importance: 'HIGH',
    group: 'Writes',
    doc: 'What a record does: `insert` a row, `upsert` the row of its key, or `update` it when it is there.',
  }),
  'delete.enabled': boolean({
    default: false,
    importance: 'MEDIUM',
    group: 'Writes',
    doc: 'Whether deletions and tombstones delete the row of their key, else they are passed over. Requires `primary.key.mode` to be `record_key`.',
  }),
  'truncate.enabled': boolean({
    default: false,
    validator: value => {
      if (value === true) throw new Error('Tables are not truncated here: only false is allowed')
    },
    importance: 'LOW',
    group: 'Writes',
    doc: 'Only `false`: truncated tables are passed over.',
  }),
  'primary.key.mode': string({
    default: 'none',
    validator: oneOfIgnoringCase(...pkModes),
    importance: 'HIGH',
    group: 'Data Mapping',
    doc: "Where the key columns come from: `kafka` are topic, partition and offset, `record_key` and `record_value` are fields of the record's key or value, `record_header` are headers.",
  }),
  'primary.key.fields': list({
    default: [],
    importance: 'HIGH',
    group: 'Data Mapping',
    doc: 'Names of the key columns; for a primitive key the one that it has.',
  }),
  'collection.name.format': string({
    default: TOPIC,
    validator: format,
    importance: 'MEDIUM',
    group: 'Data Mapping',
    doc: `The table of a topic: \`${TOPIC}\` stands for its name, with \`_\` for dots.`,
  }),
  'schema.evolution': string({
    default: 'none',
    validator: oneOf('none', 'basic'),
    importance: 'MEDIUM',
    group: 'DDL Support',
    doc: '`basic`: a table that is missing is created, columns that are missing are added.',
  }),
  'quote.identifiers': boolean({
    default: false,
    importance: 'LOW',
    group: 'DDL Support',
    doc: 'Whether names of tables and columns are quoted in statements.',
  }),
  'use.time.zone': string({
    default: 'UTC',
    validator: oneOf('UTC'),
    importance: 'MEDIUM',
    group: 'Data Mapping',
    doc: 'Zone of columns without one.',
  }),
  'field.include.list': list({
    default: [],
    validator: notSupported('use ReplaceField'),
    importance: 'LOW',
    group: 'Data Mapping',
    doc: 'Only empty: ReplaceField does it.',
  }),
  'field.exclude.list': list({
    default: [],
    validator: notSupported('use ReplaceField'),
    importance: 'LOW',
    group: 'Data Mapping',
    doc: 'Only empty: ReplaceField does it.',
  }),
  'batch.size': int({
    default: 500,
    validator: atLeast(1),
    importance: 'MEDIUM',
    group: 'Writes',
    doc: 'Rows of one statement at most. About as many records are written in one transaction, when they are there.',
  }),
  'flush.max.retries': int({
    default: 5,
    validator: atLeast(0),
    importance: 'LOW',
    group: 'Retries',
    doc: 'How often a write that may succeed later is tried again, as far as the time of one external call allows.',
  }),
  'flush.retry.delay.ms': long({
    default: 1000,
    validator: atLeast(0),
    importance: 'LOW',
    group: 'Retries',
    doc: 'Pause before a write is tried again, ms.',
  }),
  'exactly.once': exactlyOnce,
  'exactly.once.offsets.table': offsetsTable,
})

type DebeziumSinkConfig = ConfigOf<typeof debeziumSinkConfig>

const connectionOf = (config: DebeziumSinkConfig) => ({
  'connection.url': config['connection.url'],
  'connection.user': config['connection.username'],
  'connection.password': config['connection.password'],
  'connection.attempts': 3,
  'connection.backoff.ms': 1000,
  'connection.*': null,
  'dialect.name': config['dialect.name'],
  'db.timezone': config['use.time.zone'],
  'quote.sql.identifiers': config['quote.identifiers'] ? 'always' : 'never',
})

export const debeziumSinkProblems = function* (config: DebeziumSinkConfig): Iterable<Problem> {
  yield* connectionProblems(connectionOf(config))
  const mode = config['primary.key.mode'].toLowerCase()
  if (config['insert.mode'].toLowerCase() !== 'insert' && mode === 'none')
    yield [
      'primary.key.mode',
      `insert.mode=${config['insert.mode']} needs a primary.key.mode other than none`,
    ]
  if (config['delete.enabled'] && mode !== 'record_key')
    yield ['delete.enabled', 'Deletes are only supported for primary.key.mode record_key']
}

export const debeziumSinkSettings = (config: DebeziumSinkConfig): SinkSettings => {
  const name = config['collection.name.format']
  const deletes = config['delete.enabled']
  const evolves = config['schema.evolution'] === 'basic'
  const zone = config['use.time.zone']
  return {
    connection: connectionOf(config),
    insertMode: config['insert.mode'].toLowerCase() as InsertMode,
    deletes,
    pkMode: config['primary.key.mode'].toLowerCase() as PkMode,
    pkFields: config['primary.key.fields'],
    fields: [],
    tableName: topic => name.replaceAll(TOPIC, () => topic.replaceAll('.', '_')),
    batchSize: config['batch.size'],
    autoCreate: evolves,
    autoEvolve: evolves,
    retries: { max: config['flush.max.retries'], backoff: config['flush.retry.delay.ms'] },
    timeZones: { timestamps: zone, dates: zone },
    timestampFields: [],
    timestampUnit: 'microseconds',
    replaceNullWithDefault: false,
    stringColumn: 'record_value',
    prepare: record => changeOf(record, deletes),
    convert: semanticField,
    ...(config['exactly.once'] && { offsetsTable: config['exactly.once.offsets.table'] }),
  }
}
