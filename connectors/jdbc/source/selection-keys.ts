import { list, string } from '../../sdk/config.ts'
import { javaPattern } from '../../sdk/java-pattern.ts'
import { allowing } from '../../sdk/validators.ts'

const database = { group: 'Database' } as const
const connector = { group: 'Connector' } as const

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
