import { type ConfigOf, defineConfig, int, long, password, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import type { Problem } from '../sdk/problem.ts'
import { allowing, atLeast, oneOf, optional } from '../sdk/validators.ts'
import { dialectNames, noDialect, protocols } from './dialects.ts'
import { parseJdbcUrl, protocolOf } from './jdbc-url.ts'
import { zoneOf } from './zone.ts'

const group = 'Connection'

const jdbcUrl = allowing<string>(
  `a URL that begins with ${protocols.map(each => `\`jdbc:${each}:\``).join(', ')}`,
  value => {
    if (value === null) return
    try {
      parseJdbcUrl(value)
    } catch (error) {
      const protocol = protocolOf(value)
      // URLs of other databases have other forms
      if (protocol === undefined || protocols.includes(protocol)) throw error
      throw new ConnectError('INVALID_CONFIG', noDialect(protocol))
    }
  },
)

const timeZone = allowing<string>('a time zone such as `UTC` or `Europe/Paris`', value => {
  if (value !== null) zoneOf(value)
})

/** The keys that the JDBC source and the JDBC sink have in common. */
export const connectionConfig = defineConfig({
  'connection.url': string({
    validator: jdbcUrl,
    importance: 'HIGH',
    group,
    width: 'LONG',
    displayName: 'JDBC URL',
    doc: 'JDBC URL of the database, with its parameters: `jdbc:mysql://host:3306/database?useSSL=true`, `jdbc:postgresql://host:5432/database`.',
  }),
  'connection.user': string({
    default: null,
    importance: 'HIGH',
    group,
    displayName: 'JDBC User',
    doc: 'User; absent: the one that the URL names.',
  }),
  'connection.password': password({
    default: null,
    importance: 'HIGH',
    group,
    displayName: 'JDBC Password',
    doc: 'Password of the user.',
  }),
  'connection.attempts': int({
    default: 3,
    validator: atLeast(1),
    importance: 'LOW',
    group,
    displayName: 'JDBC connection attempts',
    doc: 'How often to try to connect, as far as the time of one external call allows; after that the restart policy decides.',
  }),
  'connection.backoff.ms': long({
    default: 10_000,
    validator: atLeast(0),
    importance: 'LOW',
    group,
    displayName: 'JDBC connection backoff in milliseconds',
    doc: 'Pause between two attempts, ms.',
  }),
  'connection.*': password({
    default: null,
    importance: 'LOW',
    group,
    displayName: 'JDBC driver properties',
    doc: 'Other keys that begin with `connection.` are properties of the JDBC driver without that beginning, as if they stood in the URL: `connection.useSSL`, `connection.sslmode`.',
  }),
  'dialect.name': string({
    default: '',
    validator: optional(oneOf(...dialectNames)),
    importance: 'LOW',
    group,
    displayName: 'Database Dialect',
    doc: 'Dialect of SQL; absent: the one of the URL.',
  }),
  'db.timezone': string({
    default: 'UTC',
    validator: timeZone,
    importance: 'MEDIUM',
    group,
    displayName: 'DB time zone',
    doc: 'Time zone of what the database stores without one.',
  }),
  'quote.sql.identifiers': string({
    default: 'always',
    validator: oneOf('always', 'never'),
    importance: 'MEDIUM',
    group,
    displayName: 'Quote Identifiers',
    doc: 'Whether names of tables and columns are quoted in statements.',
  }),
})

export type ConnectionConfig = ConfigOf<typeof connectionConfig>

/** What is wrong with the keys together. No network. */
export const connectionProblems = function* (config: ConnectionConfig): Iterable<Problem> {
  const { protocol } = parseJdbcUrl(config['connection.url'])
  if (!protocols.includes(protocol) && config['dialect.name'] === '')
    yield ['connection.url', noDialect(protocol)]
}
