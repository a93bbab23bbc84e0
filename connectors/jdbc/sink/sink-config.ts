import { boolean, type ConfigOf, defineConfig, int, list, string } from '../../sdk/config.ts'
import type { Problem } from '../../sdk/problem.ts'
import { allowing, atLeast, nonEmpty } from '../../sdk/validators.ts'
import { connectionConfig, connectionProblems } from '../connection-config.ts'
import type { InsertMode, PkMode, SinkSettings } from './settings.ts'

/** The peer takes them in capitals or in small letters, not mixed. */
export const enumerator = (...allowed: readonly string[]) =>
  allowing<string>(allowed.map(each => `\`${each}\``).join(', '), value => {
    const known = allowed.some(each => value === each || value === each.toUpperCase())
    if (!known) throw new Error('Invalid enumerator')
  })

/** Stands for the topic in names of tables. */
export const TOPIC = `\${topic}`

const tableTypes = ['TABLE', 'PARTITIONED TABLE', 'VIEW']

const knownTableTypes = allowing<readonly string[]>(
  tableTypes.map(each => `\`${each}\``).join(', '),
  value => {
    const unknown = value?.find(each => !tableTypes.includes(each.trim().toUpperCase()))
    if (unknown !== undefined) throw new Error(`No matching table type found for '${unknown}'`)
  },
)

export const pkModes = ['none', 'kafka', 'record_key', 'record_value', 'record_header'] as const

const [writes, mapping, ddl, retries, exactlyOnce] = [
  'Writes',
  'Data Mapping',
  'DDL Support',
  'Retries',
  'Exactly Once',
] as const

/** What the classes of both vendors have in common. */
export const commonSinkConfig = defineConfig({
  'batch.size': int({
    default: 3000,
    validator: atLeast(0),
    importance: 'MEDIUM',
    group: writes,
    displayName: 'Batch Size',
    doc: 'Rows of one statement at most. About as many records are written in one transaction, when they are there.',
  }),
  'table.name.format': string({
    default: TOPIC,
    validator: nonEmpty,
    importance: 'MEDIUM',
    group: mapping,
    displayName: 'Table Name Format',
    doc: `The table of a topic: \`${TOPIC}\` stands for its name, and dots set a schema or a database apart. Quote a name that has a dot itself.`,
  }),
  'pk.mode': string({
    default: 'none',
    validator: enumerator(...pkModes),
    importance: 'HIGH',
    group: mapping,
    displayName: 'Primary Key Mode',
    doc: "Where the key columns come from: `kafka` are topic, partition and offset, `record_key` and `record_value` are fields of the record's key or value, `record_header` are headers.",
  }),
  'pk.fields': list({
    default: [],
    importance: 'MEDIUM',
    group: mapping,
    displayName: 'Primary Key Fields',
    doc: 'Names of the key columns. `kafka`: three, by default `__connect_topic,__connect_partition,__connect_offset`. `record_key`: the one of a primitive key, or fields of the key, by default all. `record_value`: fields of the value, by default all. `record_header`: headers, by default all.',
  }),
  'fields.whitelist': list({
    default: [],
    importance: 'MEDIUM',
    group: mapping,
    displayName: 'Fields Whitelist',
    doc: 'Fields of the value to write, besides key columns; empty: all.',
  }),
  'auto.create': boolean({
    default: false,
    importance: 'MEDIUM',
    group: ddl,
    displayName: 'Auto-Create',
    doc: 'Whether a table that is missing is created, by the schemas of key and value.',
  }),
  'auto.evolve': boolean({
    default: false,
    importance: 'MEDIUM',
    group: ddl,
    displayName: 'Auto-Evolve',
    doc: 'Whether columns that are missing are added, of fields that are optional or have a default.',
  }),
  'max.retries': int({
    default: 10,
    validator: atLeast(0),
    importance: 'MEDIUM',
    group: retries,
    displayName: 'Maximum Retries',
    doc: 'How often a write that may succeed later is tried again, as far as the time of one external call allows; after that the restart policy decides.',
  }),
  'retry.backoff.ms': int({
    default: 3000,
    validator: atLeast(0),
    importance: 'MEDIUM',
    group: retries,
    displayName: 'Retry Backoff (millis)',
    doc: 'Pause before a write is tried again, ms.',
  }),
  'exactly.once': boolean({
    default: false,
    importance: 'MEDIUM',
    group: exactlyOnce,
    displayName: 'Exactly Once',
    doc: 'Whether offsets are stored in the database, in the transaction that writes the rows: then each record is written once, whatever fails.',
  }),
  'exactly.once.offsets.table': string({
    default: 'connect_sink_offsets',
    validator: nonEmpty,
    importance: 'LOW',
    group: exactlyOnce,
    displayName: 'Offsets Table',
    doc: 'The table that offsets are stored in with `exactly.once`; created when it is missing. Connectors may share it.',
  }),
})

const deleteEnabled = boolean({
  default: false,
  importance: 'MEDIUM',
  group: writes,
  displayName: 'Enable deletes',
  doc: 'Whether a null value deletes the row of its key. Requires `pk.mode` to be `record_key`.',
})

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
  'delete.enabled': deleteEnabled,
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

/** What cannot be written with any record. */
export const keyProblems = function* (insertMode: string, pkMode: string): Iterable<Problem> {
  const mode = insertMode.toLowerCase()
  if ((mode === 'upsert' || mode === 'update') && pkMode.toLowerCase() === 'none')
    yield ['pk.mode', `insert.mode=${insertMode} needs a pk.mode other than none`]
}

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

/** What the common keys come to. */
export const commonSettings = (config: ConfigOf<typeof commonSinkConfig>) => ({
  pkMode: config['pk.mode'].toLowerCase() as PkMode,
  pkFields: config['pk.fields'],
  fields: config['fields.whitelist'],
  batchSize: Math.max(config['batch.size'], 1),
  autoCreate: config['auto.create'],
  autoEvolve: config['auto.evolve'],
  retries: { max: config['max.retries'], backoff: config['retry.backoff.ms'] },
  ...(config['exactly.once'] && { offsetsTable: config['exactly.once.offsets.table'] }),
})

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
