import type { Dialect, DialectOptions } from './dialect.ts'

interface Entry {
  /** as `dialect.name` has it */
  readonly name: string
  /** of JDBC URLs, without `jdbc:` and `:` */
  readonly protocols: readonly string[]
  readonly load: (options: DialectOptions) => Promise<Dialect>
}

const entries: readonly Entry[] = [
  {
    name: 'MySqlDatabaseDialect',
    protocols: ['mysql', 'mariadb'],
    load: async options => (await import('./mysql/mysql-dialect.ts')).mySqlDialect(options),
  },
  {
    name: 'PostgreSqlDatabaseDialect',
    protocols: ['postgresql'],
    load: async options => (await import('./postgresql/postgresql-dialect.ts')).postgreSqlDialect(options),
  },
]

export const dialectNames = entries.map(({ name }) => name)
export const protocols = entries.flatMap(each => each.protocols)

export const noDialect = (protocol: string): string =>
  `There is no dialect for jdbc:${protocol}: allowed are ${protocols.map(each => `jdbc:${each}`).join(', ')}`

/** Loads the dialect of this name, or of a JDBC URL's protocol. `undefined`: there is none. */
export const findDialect = (nameOrProtocol: string, options: DialectOptions): Promise<Dialect> | undefined =>
  entries
    .find(({ name, protocols }) => name === nameOrProtocol || protocols.includes(nameOrProtocol))
    ?.load(options)
