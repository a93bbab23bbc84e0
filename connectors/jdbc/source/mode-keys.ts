import { list, password, string } from '../../sdk/config.ts'
import { oneOf } from '../../sdk/validators.ts'

const ofMode = { group: 'Mode' } as const

/** Keys that all classes of the JDBC source have. */
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
