import { boolean, type ConfigOf, defineConfig, int, list, string } from '../../sdk/config.ts'
import type { Problem } from '../../sdk/problem.ts'
import { allowing, atLeast, nonEmpty } from '../../sdk/validators.ts'
import type { PkMode } from './settings.ts'

/** The peer takes them in capitals or in small letters, not mixed. */
export const enumerator = (...allowed: readonly string[]) =>
  allowing<string>(allowed.map(each => `\`${each}\``).join(', '), value => {
    const known = allowed.some(each => value === each || value === each.toUpperCase())
    if (!known) throw new Error('Invalid enumerator')
  })

/** Stands for the topic in names of tables. */
export const TOPIC = `\${topic}`

export const pkModes = ['none', 'kafka', 'record_key', 'record_value', 'record_header'] as const

/** Groups of keys. */
export const writes = 'Writes'
export const mapping = 'Data Mapping'
const ddl = 'DDL Support'
const retries = 'Retries'
const exactlyOnce = 'Exactly Once'

/** What the classes of several vendors have in common. */
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

/** What cannot be written with any record. */
export const keyProblems = function* (insertMode: string, pkMode: string): Iterable<Problem> {
  const mode = insertMode.toLowerCase()
  if ((mode === 'upsert' || mode === 'update') && pkMode.toLowerCase() === 'none')
    yield ['pk.mode', `insert.mode=${insertMode} needs a pk.mode other than none`]
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
