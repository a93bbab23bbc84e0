import { boolean, type ConfigOf, defineConfig, list, string } from '../../sdk/config.ts'
import type { Problem } from '../../sdk/problem.ts'
import { allowing, nonEmpty } from '../../sdk/validators.ts'
import { connectionConfig, connectionProblems } from '../connection-config.ts'
import {
  commonSettings,
  commonSinkConfig,
  enumerator,
  keyProblems,
  mapping,
  TOPIC,
  writes,
} from './common-sink-config.ts'
import type { InsertMode, SinkSettings } from './settings.ts'

const tableTypes = ['TABLE', 'PARTITIONED TABLE', 'VIEW']

const knownTableTypes = allowing<readonly string[]>(
  tableTypes.map(each => `\`${each}\``).join(', '),
  value => {
    const unknown = value?.find(each => !tableTypes.includes(each.trim().toUpperCase()))
    if (unknown !== undefined) throw new Error(`No matching table type found for '${unknown}'`)
  },
)

export const jdbcSinkConfig = defineConfig({
  ...connectionConfig,
  'insert.mode': string({
    default: 'insert',
    validator: enumerator('insert', 'upsert', 'update'),
    importance: 'HIGH',
    group: writes,
    displayName: 'Insert Mode',
    doc: 'What a record does: `insert` a row, `upsert` the row of its key, or `update` it when it is there.',
  }),
  'delete.enabled': boolean({
    default: false,
    importance: 'MEDIUM',
    group: writes,
    displayName: 'Enable deletes',
    doc: 'Whether a null value deletes the row of its key. Requires `pk.mode` to be `record_key`.',
  }),
  ...commonSinkConfig,
  'table.types': list({
    default: ['TABLE'],
    validator: knownTableTypes,
    importance: 'LOW',
    group: writes,
    displayName: 'Table Types',
    doc: 'Accepted, so that configurations can be moved here: a table, a partitioned table or a view is written to as the database allows.',
  }),
  'replace.null.with.default': boolean({
    default: true,
    importance: 'LOW',
    group: writes,
    displayName: 'Replace null value with default value',
    doc: 'Whether null is written as the default of its field, when it has one.',
  }),
  'date.timezone': string({
    default: 'DB_TIMEZONE',
    validator: enumerator('db_timezone', 'utc'),
    importance: 'LOW',
    group: mapping,
    displayName: 'Time Zone used for Date',
    doc: 'The zone in which a date is taken: that of `db.timezone`, which makes it another day in zones west of Greenwich, or `UTC`, in which it stays the same.',
  }),
  'timestamp.fields.list': list({
    default: [],
    importance: 'MEDIUM',
    group: mapping,
    displayName: 'Timestamp Fields Whitelist',
    doc: 'Fields of type INT64 or STRING that count micro- or nanoseconds since the epoch, and are written as timestamps.',
  }),
  'timestamp.precision.mode': string({
    default: 'microseconds',
    validator: enumerator('microseconds', 'nanoseconds'),
    importance: 'LOW',
    group: mapping,
    displayName: 'Sink Timestamp Precision mode',
    doc: 'What the fields of `timestamp.fields.list` count.',
  }),
  'string.output.value.column.name': string({
    default: 'record_value',
    validator: nonEmpty,
    importance: 'LOW',
    group: mapping,
    displayName: 'String Value Column Name',
    doc: 'The column of values that are texts, and no structs.',
  }),
})

type JdbcSinkConfig = ConfigOf<typeof jdbcSinkConfig>

const kafkaFields =
  'With pk.mode=kafka it is empty, or has three names: those of the columns of topic, partition and offset'
const NO_DELETES = 'Deletes are only supported for pk.mode record_key'

export const jdbcSinkProblems = function* (config: JdbcSinkConfig): Iterable<Problem> {
  yield* connectionProblems(config)
  yield* keyProblems(config['insert.mode'], config['pk.mode'])
  const { 'pk.mode': mode, 'pk.fields': fields } = config
  if (mode.toLowerCase() === 'kafka' && fields.length !== 0 && fields.length !== 3)
    yield ['pk.fields', kafkaFields]
  if (config['delete.enabled'] && config['pk.mode'].toLowerCase() !== 'record_key') {
    yield ['pk.mode', NO_DELETES]
    yield ['delete.enabled', NO_DELETES]
  }
}

export const jdbcSinkSettings = (config: JdbcSinkConfig): SinkSettings => {
  const timestamps = config['db.timezone']
  const format = config['table.name.format'].trim()
  return {
    ...commonSettings(config),
    connection: config,
    insertMode: config['insert.mode'].toLowerCase() as InsertMode,
    deletes: config['delete.enabled'],
    tableName: topic => format.replaceAll(TOPIC, () => topic),
    timeZones: { timestamps, dates: config['date.timezone'].toUpperCase() === 'UTC' ? 'UTC' : timestamps },
    timestampFields: config['timestamp.fields.list'],
    timestampUnit: config['timestamp.precision.mode'].toLowerCase() as SinkSettings['timestampUnit'],
    replaceNullWithDefault: config['replace.null.with.default'],
    stringColumn: config['string.output.value.column.name'],
  }
}
