import { boolean, type ConfigOf, defineConfig, int, long } from '../../sdk/config.ts'
import { between } from '../../sdk/validators.ts'
import { connectionConfig } from '../connection-config.ts'
import { numericMapping } from './confluent-settings.ts'
import { columnKeys, validateNonNullKey } from './mode-keys.ts'
import { pollingKeys } from './polling-keys.ts'
import { readingKeys } from './reading-keys.ts'
import { selectionKeys, texts } from './selection-keys.ts'
import { defaultRetries, type Mode, type SourceSettings } from './settings.ts'

const { 'quote.sql.identifiers': _, ...connectionKeys } = connectionConfig

/** The keys of Aiven's JDBC source. */
export const aivenConfig = defineConfig({
  ...connectionKeys,
  'sql.quote.identifiers': boolean({
    default: true,
    importance: 'MEDIUM',
    group: 'Connection',
    displayName: 'Quote SQL Identifiers',
    doc: 'Whether names of tables and columns are quoted in statements.',
  }),
  ...selectionKeys,
  'table.names.qualify': boolean({
    default: true,
    importance: 'LOW',
    group: 'Database',
    displayName: 'Qualify table names',
    doc: 'Whether statements name a table with what it lies in; `false`: the database finds it, by its search path.',
  }),
  ...columnKeys,
  'timestamp.initial.ms': long({
    default: 0,
    importance: 'MEDIUM',
    group: 'Mode',
    displayName: 'Initial timestamp',
    doc: 'Where a first read by timestamps begins, ms since the epoch.',
  }),
  'incrementing.initial': long({
    default: -1,
    importance: 'MEDIUM',
    group: 'Mode',
    displayName: 'Initial value of the incrementing column',
    doc: 'Value of the incrementing column behind which a first read begins.',
  }),
  'validate.non.null': boolean(validateNonNullKey),
  ...readingKeys,
  ...pollingKeys,
  'batch.max.rows': int({
    default: 100,
    validator: between(1, 100_000),
    importance: 'LOW',
    group: 'Connector',
    displayName: 'Max Rows Per Batch',
    doc: 'Most rows that are fetched and handed over at once; fewer when they are large.',
  }),
})

type AivenConfig = ConfigOf<typeof aivenConfig>

export const aivenSettings = (config: AivenConfig): SourceSettings => ({
  connection: { ...config, 'quote.sql.identifiers': config['sql.quote.identifiers'] ? 'always' : 'never' },
  mode: config.mode as Mode,
  query: config.query,
  queryMasked: false,
  querySuffix: '',
  selection: {
    whitelist: texts(config['table.whitelist']),
    blacklist: texts(config['table.blacklist']),
    include: [],
    exclude: [],
    types: config['table.types'],
    schemaPattern: config['schema.pattern'],
    catalogPattern: config['catalog.pattern'],
    qualified: config['table.names.qualify'],
  },
  columns: {
    incrementing: config['incrementing.column.name'],
    timestamps: texts(config['timestamp.column.name']),
    incrementingMapping: [],
    timestampMapping: [],
  },
  validateNonNull: config['validate.non.null'],
  timestampInitial: config['timestamp.initial.ms'],
  incrementingInitial: config['incrementing.initial'],
  delay: config['timestamp.delay.interval.ms'],
  reading: {
    numericMapping: numericMapping(config),
    timestampGranularity: 'connect_logical',
    timeZone: config['db.timezone'],
    otherTypes: config['other.types'] as SourceSettings['reading']['otherTypes'],
  },
  topicPrefix: config['topic.prefix'],
  recordKey: config['record.key.mode'] as SourceSettings['recordKey'],
  pollInterval: config['poll.interval.ms'],
  tablePollInterval: config['table.poll.interval.ms'],
  batchRows: config['batch.max.rows'],
  retries: defaultRetries,
  isolation: '',
})
