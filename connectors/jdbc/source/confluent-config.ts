import { boolean, type ConfigOf, className, defineConfig, int, list, long, string } from '../../sdk/config.ts'
import { atLeast, between, oneOf, oneOfIgnoringCase } from '../../sdk/validators.ts'
import { connectionConfig } from '../connection-config.ts'
import { columnMappings, timestampMappings } from './column-mapping.ts'
import { columnKeys, maskedQuery, validateNonNullKey } from './mode-keys.ts'
import { pollingKeys } from './polling-keys.ts'
import { granularities, readingKeys } from './reading-keys.ts'
import { regexList, selectionKeys } from './selection-keys.ts'
import { defaultRetries } from './settings.ts'

const DEFAULT_PROVIDER = 'io.confluent.connect.jdbc.util.DefaultJdbcCredentialsProvider'
const accepted = 'Accepted, so that configurations can be moved here; it does nothing.'

const isolations = ['DEFAULT', 'READ_UNCOMMITTED', 'READ_COMMITTED', 'REPEATABLE_READ', 'SERIALIZABLE']

/** The keys of Confluent's JDBC source. */
export const confluentConfig = defineConfig({
  ...connectionConfig,
  ...selectionKeys,
  'table.include.list': list({
    default: [],
    validator: regexList,
    importance: 'MEDIUM',
    group: 'Database',
    displayName: 'Tables Included (Regex)',
    doc: 'Tables to read, by regular expressions that match their qualified names as a whole; not together with the lists of names.',
  }),
  'table.exclude.list': list({
    default: [],
    validator: regexList,
    importance: 'MEDIUM',
    group: 'Database',
    displayName: 'Tables Excluded (Regex)',
    doc: 'Tables not to read, of those that `table.include.list` matches.',
  }),
  ...columnKeys,
  'timestamp.columns.mapping': list({
    default: [],
    validator: timestampMappings,
    importance: 'MEDIUM',
    group: 'Mode',
    displayName: 'Table to timestamp columns mappings',
    doc: '`regex:[column|column]`: timestamp columns of the tables whose qualified names match; each table matches exactly one.',
  }),
  'incrementing.column.mapping': list({
    default: [],
    validator: columnMappings,
    importance: 'MEDIUM',
    group: 'Mode',
    displayName: 'Table to incrementing column mappings',
    doc: '`regex:column`: incrementing columns of the tables whose qualified names match; each table matches exactly one.',
  }),
  'timestamp.initial': long({
    default: null,
    importance: 'LOW',
    group: 'Mode',
    displayName: 'Unix time value of initial timestamp',
    doc: 'Where a first read by timestamps begins, ms since the epoch; `-1`: at the database’s time then; absent: 0.',
  }),
  'validate.non.null': boolean(validateNonNullKey),
  'query.masked': maskedQuery,
  'query.suffix': string({
    default: '',
    importance: 'LOW',
    group: 'Mode',
    displayName: 'Query suffix',
    doc: 'Put at the end of each statement that reads rows: `LIMIT 1000`, `FOR SHARE`.',
  }),
  'transaction.isolation.mode': string({
    default: 'DEFAULT',
    validator: oneOf(...isolations),
    importance: 'LOW',
    group: 'Mode',
    displayName: 'Transaction Isolation Mode',
    doc: 'Isolation level of the statements that read rows.',
  }),
  'query.retry.attempts': int({
    default: -1,
    importance: 'LOW',
    group: 'Mode',
    displayName: 'Query Retry Attempts',
    doc: `How often a read that fails with what may pass is tried again at once, on a new connection, before the task fails and the restart policy decides; below 0: ${defaultRetries}.`,
  }),
  ...readingKeys,
  'timestamp.granularity': string({
    default: 'connect_logical',
    validator: oneOfIgnoringCase(...granularities),
    recommended: granularities,
    importance: 'LOW',
    group: 'Connector',
    displayName: 'Timestamp granularity for timestamp columns',
    doc: 'What timestamps become: Connect’s Timestamp, which has milliseconds, or a number, its text or an ISO text with micro- or nanoseconds.',
  }),
  'date.calendar.system': string({
    default: 'LEGACY',
    validator: oneOf('LEGACY', 'PROLEPTIC_GREGORIAN'),
    importance: 'LOW',
    group: 'Database',
    displayName: 'Date Calendar System',
    doc: 'Accepted. Dates count by the Gregorian calendar always, also before 15 October 1582.',
  }),
  ...pollingKeys,
  'batch.max.rows': int({
    default: 1000,
    validator: between(1, 100_000),
    importance: 'LOW',
    group: 'Connector',
    displayName: 'Max Rows Per Batch',
    doc: 'Most rows that are fetched and handed over at once; fewer when they are large.',
  }),
  'max.buffer.size': int({ default: 0, importance: 'LOW', group: 'Connector', doc: accepted }),
  'poll.linger.ms': long({ default: 5_000, importance: 'LOW', group: 'Connector', doc: accepted }),
  'table.monitoring.startup.polling.limit.ms': long({
    default: 10_000,
    validator: atLeast(0),
    importance: 'LOW',
    group: 'Connector',
    doc: accepted,
  }),
  'jdbc.credentials.provider.class': className({
    default: DEFAULT_PROVIDER,
    validator: oneOf(DEFAULT_PROVIDER),
    importance: 'LOW',
    group: 'Database',
    doc: 'Accepted. Credentials come from a configuration provider.',
  }),
})

export type ConfluentConfig = ConfigOf<typeof confluentConfig>
