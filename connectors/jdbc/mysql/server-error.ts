import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { Column } from '../dialect.ts'

/** What the driver throws. `errno` is the server's number. */
interface DriverError {
  readonly errno?: number
  readonly code?: string
  readonly sqlState?: string
}

const detailsOf = (error: unknown): DriverError =>
  error instanceof Error && error.name !== 'ConnectError' ? (error as DriverError) : {}

/** Who is to change what when the server refuses a connection. Numbers as in the reference of server errors. */
const refusals: Readonly<Record<number, readonly [key: string, hint: string]>> = {
  1044: ['connection.user', 'the user may not use this database'],
  1045: ['connection.password', 'connection.user or connection.password is wrong'],
  1049: ['connection.url', 'there is no such database'],
  1130: ['connection.url', 'the server lets nobody in from here'],
  1251: ['connection.user', 'the user authenticates in a way that is not known here'],
  1698: ['connection.password', 'the user authenticates otherwise than by a password'],
  1820: ['connection.password', 'the password has to be changed before anything else'],
  1862: ['connection.password', 'the password has expired'],
  3118: ['connection.user', 'the account is locked'],
  3159: ['connection.url', 'the server demands TLS: sslMode=REQUIRED'],
  4151: ['connection.user', 'the account is locked'],
}

/** Of the driver and of TLS. */
const refusedByCode: Readonly<Record<string, readonly [key: string, hint: string]>> = {
  HANDSHAKE_NO_SSL_SUPPORT: ['connection.url', 'the server has no TLS, which sslMode demands'],
  HANDSHAKE_SSL_ERROR: ['connection.url', 'TLS failed; see sslMode and the trust store'],
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: ['connection.user', 'the password would be sent as it is'],
  AUTH_SWITCH_PLUGIN_ERROR: ['connection.user', 'the user cannot be authenticated this way'],
}

/** The driver's text, which has no code. */
const unknownPlugin = /authentication using unknown plugin/

const refusalOf = (error: unknown): readonly [key: string, hint: string] | undefined => {
  const { errno, code } = detailsOf(error)
  const known = refusals[errno ?? 0] ?? refusedByCode[code ?? '']
  return known ?? (unknownPlugin.test(messageOf(error)) ? refusals[1251] : undefined)
}

/** The configuration key that a refused connection is due to. */
export const refusedKey = (error: unknown): string | undefined => {
  if (!(error instanceof ConnectError)) return undefined
  return full.has(detailsOf(error.cause).errno ?? 0) ? 'connection.url' : refusalOf(error.cause)?.[0]
}

/** A value does not fit, or a rule of the table forbids it; besides SQLSTATE classes 22, 23 and 45. */
const dataErrors = new Set([1048, 1153, 1264, 1265, 1292, 1364, 1366, 1406, 1526, 3140, 3819, 4025])

/** The server may do it the next time; besides whatever is not known. */
const passing = new Set([1040, 1047, 1053, 1205, 1213, 1226, 1290, 1317, 1412, 1615, 1836, 1927, 1969, 3024])

/** What trying again does not change: SQL that is wrong here, and what nobody may do. SQLSTATE class 42 and these. */
const permanent = new Set([
  ...[1036, 1046, 1051, 1193, 1227, 1231, 1235, 1267, 1271, 1286, 1288, 1295, 1347, 1348, 1356, 1393, 1394],
  ...[1449, 1467, 1471, 1906, 3105],
])

/** The server has answered, and lets nobody else in now. */
const full = new Set([1040, 1203, 1226])

const notWritable = 'a view like this cannot be written to: name a table'
const generated =
  'the server makes the values of this column itself: leave it out by fields.whitelist or ReplaceField'

const hints: Readonly<Record<number, string>> = {
  1142: 'grant it to the user of the connector',
  1143: 'grant it to the user of the connector',
  1146: 'the table does not exist or may not be seen',
  1153: 'a record is larger than max_allowed_packet of the server',
  1205: 'another transaction holds a lock',
  1226: 'see the limits of the user, and tasks.max',
  1288: notWritable,
  1290: 'write to the primary, or turn that option off',
  1348: generated,
  1364: 'no field of the records is for this column: give it a default',
  1467: 'the AUTO_INCREMENT column has no value left',
  1471: notWritable,
  1792: 'write to the primary, or turn transaction_read_only off',
  1906: generated,
  1969: 'the time limit of a statement was reached',
  3024: 'the time limit of a statement was reached',
  3105: generated,
}

const isData = ({ errno = 0, sqlState = '' }: DriverError) =>
  dataErrors.has(errno) || /^(22|23|45)/.test(sqlState)

const isPassing = ({ errno = 0, sqlState = '' }: DriverError) =>
  passing.has(errno) || !(permanent.has(errno) || sqlState.startsWith('42'))

/** Of what column the server says it, in each of its ways. */
const NAMED = /for column '([^']+)'|column [^ ]*`([^`]+)` at row|^(?:Column|Field) '([^']+)'/

/** The column that a value was refused for, where the server says which. */
export const refusedColumn = (error: ConnectError, columns: readonly Column[]): Column | undefined => {
  const [, ...names] = NAMED.exec(messageOf(error.cause)) ?? []
  return columns.find(({ name }) => names.includes(name))
}

const numbered = ({ errno, sqlState }: DriverError) =>
  errno !== undefined && errno > 0 ? ` (error ${errno}, SQLSTATE ${sqlState ?? 'unknown'})` : ''

const withHint = (told: string, hint: string | undefined) => (hint === undefined ? told : `${told}; ${hint}`)

/** A failed statement. `server`: host, port and database, for the message. */
export const statementError = (error: unknown, server: string): ConnectError => {
  if (error instanceof ConnectError) return error
  const details = detailsOf(error)
  const told = withHint(`${messageOf(error)}${numbered(details)}`, hints[details.errno ?? 0])
  if (isData(details)) return new ConnectError('DATA', `${server} refuses a value: ${told}`, { cause: error })
  return new ConnectError('EXTERNAL', `A statement at ${server} failed: ${told}`, {
    cause: error,
    retriable: isPassing(details),
  })
}

const seeHost = 'see host and port in connection.url'

/** A failed attempt to connect. */
export const connectError = (error: unknown, server: string): ConnectError => {
  if (error instanceof ConnectError) return error
  const refused = refusalOf(error)
  const details = detailsOf(error)
  const told = `${messageOf(error)}${numbered(details)}`
  if (refused === undefined) {
    const hint = details.errno === undefined || details.errno <= 0 ? seeHost : hints[details.errno]
    return new ConnectError('EXTERNAL', `Connecting to ${server} failed: ${withHint(told, hint)}`, {
      cause: error,
    })
  }
  return new ConnectError('INVALID_CONFIG', `${server} refuses the connection: ${told}; ${refused[1]}`, {
    cause: error,
  })
}
