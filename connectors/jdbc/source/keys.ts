import { boolean, int, list, long, password, string } from '../../sdk/config.ts'
import { javaPattern } from '../../sdk/java-pattern.ts'
import { allowing, atLeast, oneOf, oneOfIgnoringCase, optional } from '../../sdk/validators.ts'

const database = { group: 'Database' } as const
const ofMode = { group: 'Mode' } as const
const connector = { group: 'Connector' } as const

const topicPrefix = allowing<string>('letters, digits, `.`, `_`, `-`; at most 249', value => {
  if (value === null) throw new Error('Topic prefix must not be null.')
  if (value.length > 249)
    throw new Error('Topic prefix length must not exceed max topic name length, 249 chars')
  if (/[^a-zA-Z0-9._-]/.test(value))
    throw new Error(
      "Topic prefix must not contain any character other than ASCII alphanumerics, '.', '_' and '-'.",
    )
})

/** An empty text in a list is none: `key=` in a file means nothing. */
export const texts = (values: readonly string[]): readonly string[] => values.filter(each => each !== '')

export const regexList = allowing<readonly string[]>('regular expressions of Java’s', value => {
  for (const regex of texts(value ?? [])) {
    try {
      javaPattern(regex)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`Must be a valid comma-separated list of regular expression patterns: ${why}`)
    }
  }
})

const numericMappings = ['none', 'precision_only', 'best_fit', 'best_fit_eager_double'] as const
export const granularities = [
  'connect_logical',
  'micros_long',
  'micros_string',
  'micros_iso_datetime_string',
  'nanos_long',
  'nanos_string',
  'nanos_iso_datetime_string',
] as const

/** Keys that all classes of the JDBC source have. */
export const selectionKeys = {
  'table.whitelist': list({
    default: [],
    importance: 'MEDIUM',
    ...database,
    displayName: 'Table Whitelist',
    doc: 'Tables to read, by name or by `schema.name` (MySQL: `database.name`); neither this nor `table.blacklist`: all.',
  }),
  'table.blacklist': list({
    default: [],
    importance: 'MEDIUM',
    ...database,
    displayName: 'Table Blacklist',
    doc: 'Tables not to read.',
  }),
  'catalog.pattern': string({
    default: null,
    importance: 'MEDIUM',
    ...database,
    displayName: 'Catalog pattern',
    doc: 'Only tables of catalogs (MySQL: databases) like this, `%` and `_` as in SQL; absent: the database of the URL.',
  }),
  'schema.pattern': string({
    default: null,
    importance: 'HIGH',
    ...database,
    displayName: 'Schema pattern',
    doc: 'Only tables of schemas like this, `%` and `_` as in SQL; absent: all.',
  }),
  'table.types': list({
    default: ['TABLE'],
    importance: 'LOW',
    ...connector,
    displayName: 'Table Types',
    doc: 'What counts as a table: `TABLE`, `VIEW`, `SYSTEM TABLE` and others.',
  }),
} as const

export const columnKeys = {
  mode: string({
    default: '',
    validator: oneOf('', 'bulk', 'timestamp', 'incrementing', 'timestamp+incrementing'),
    importance: 'HIGH',
    ...ofMode,
    displayName: 'Table Loading Mode',
    doc: 'How what is new is found: `incrementing` and `timestamp` columns, both, or `bulk`: each table as a whole, again and again. Absent: by the auto-increment column where a table has one; others, and a query, as a whole and once, again only when `poll.interval.ms` is set.',
  }),
  'incrementing.column.name': string({
    default: '',
    importance: 'MEDIUM',
    ...ofMode,
    displayName: 'Incrementing Column Name',
    doc: 'Column that grows with each new row; empty: the auto-increment column of the table.',
  }),
  'timestamp.column.name': list({
    default: [],
    importance: 'MEDIUM',
    ...ofMode,
    displayName: 'Timestamp Column Name',
    doc: 'Columns of the time of a row’s last change; of several the first that is not null counts.',
  }),
  query: string({
    default: '',
    importance: 'MEDIUM',
    ...ofMode,
    displayName: 'Query',
    doc: 'A query to read in place of tables, into the topic that `topic.prefix` names; unless `mode` is `bulk`, a `WHERE` and an `ORDER BY` are put behind it.',
  }),
} as const

export const readingKeys = {
  'numeric.precision.mapping': boolean({
    default: false,
    importance: 'LOW',
    ...database,
    displayName: 'Map Numeric Values By Precision (deprecated)',
    doc: '`true`: as `numeric.mapping=precision_only`, which is the newer key.',
  }),
  'numeric.mapping': string({
    default: null,
    validator: optional(oneOfIgnoringCase(...numericMappings)),
    importance: 'LOW',
    ...database,
    displayName: 'Map Numeric Values, Integral or Decimal, By Precision and Scale',
    doc: 'What NUMERIC and DECIMAL become. `none`, the default: Decimal. `precision_only`: without a fraction and up to 18 digits an integer. `best_fit`: that, and up to 18 digits with a fraction a double. `best_fit_eager_double`: with a fraction always a double.',
  }),
  'other.types': string({
    default: 'ignore',
    validator: oneOf('ignore', 'text', 'native'),
    importance: 'LOW',
    ...database,
    displayName: 'Other types',
    doc: 'What becomes of columns of types that Kafka Connect leaves out without a word (arrays, inet, interval, ranges, points …). `ignore`: they are left out, and a note says so; `text`: the database’s text; `native`: arrays as arrays, the rest as text.',
  }),
  'record.key.mode': string({
    default: 'none',
    validator: oneOf('none', 'primary_key'),
    importance: 'LOW',
    ...connector,
    displayName: 'Record key',
    doc: 'Key of the records. `none`: null; `primary_key`: a struct of the columns of the table’s primary key, null where there is none.',
  }),
} as const

export const pollingKeys = {
  'poll.interval.ms': int({
    default: null,
    validator: optional(atLeast(0)),
    importance: 'HIGH',
    ...connector,
    displayName: 'Poll Interval (ms)',
    doc: 'Time between two reads of a table, ms. Absent: 5000; what is read as a whole because `mode` is absent is then read once.',
  }),
  'table.poll.interval.ms': long({
    default: 60_000,
    validator: atLeast(1),
    importance: 'LOW',
    ...connector,
    displayName: 'Metadata Change Monitoring Interval (ms)',
    doc: 'Time between two looks for new and dropped tables, ms.',
  }),
  'topic.prefix': string({
    default: '',
    validator: topicPrefix,
    importance: 'HIGH',
    ...connector,
    displayName: 'Topic Prefix',
    doc: 'What stands before a table’s bare name in the name of its topic; of a query the topic.',
  }),
  'timestamp.delay.interval.ms': long({
    default: 0,
    validator: atLeast(0),
    importance: 'HIGH',
    ...connector,
    displayName: 'Delay Interval (ms)',
    doc: 'How old a row’s timestamp has to be before it is read, ms: longer than transactions last, so that what they commit late is not missed.',
  }),
} as const

export const validateNonNullKey = {
  default: true,
  importance: 'LOW',
  ...ofMode,
  displayName: 'Validate Non Null',
  doc: 'Whether it is an error that the incrementing column, or all timestamp columns, may be null: rows in which they are null are never read.',
} as const

export const maskedQuery = password({
  default: null,
  importance: 'MEDIUM',
  ...ofMode,
  displayName: 'Query (Masked)',
  doc: 'The same as `query`, as a secret.',
})
