import { setTimeout as pause } from 'node:timers/promises'
import { ConnectError, isRetriable, messageOf } from '../sdk/errors.ts'
import { type Finding, UNREACHABLE } from '../sdk/problem.ts'
import type { ConnectionConfig } from './connection-config.ts'
import type { Connection, ConnectionOptions, Dialect } from './dialect.ts'
import { findDialect, noDialect } from './dialects.ts'
import { parseJdbcUrl } from './jdbc-url.ts'

/** How long a probe waits for a connection, ms. */
const PROBE_TIMEOUT = 10_000

interface Limits {
  /** ms: of connecting with all its attempts, then of each statement that writes */
  readonly callTimeout: number
  readonly signal?: AbortSignal
}

export interface Opened {
  readonly dialect: Dialect
  readonly connection: Connection
}

/** Loads the dialect that `dialect.name` or the URL says; the driver is loaded by those alone who connect. */
export const dialectFor = (config: ConnectionConfig): Promise<Dialect> => {
  const { protocol } = parseJdbcUrl(config['connection.url'])
  const options = { quoted: config['quote.sql.identifiers'] === 'always' }
  const found = findDialect(config['dialect.name'] || protocol, options)
  if (found !== undefined) return found
  throw new ConnectError('INVALID_CONFIG', noDialect(protocol))
}

const driverProperties = (config: ConnectionConfig): Readonly<Record<string, string>> =>
  JSON.parse(config['connection.*']?.reveal() ?? '{}')

/** Keys come before what the URL says. */
const connectionOptions = (config: ConnectionConfig, { defaultPort }: Dialect) => {
  const url = parseJdbcUrl(config['connection.url'])
  const user = config['connection.user'] ?? url.user
  const password = config['connection.password']?.reveal() ?? url.password
  return {
    hosts: url.hosts.map(({ host, port }) => ({ host, port: port ?? defaultPort })),
    ...(url.database !== undefined && { database: url.database }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    properties: { ...url.properties, ...driverProperties(config) },
    timeZone: config['db.timezone'],
  }
}

/** As often as the time of one call allows, no attempt longer than what is left of it. */
const connectRepeatedly = async (
  config: ConnectionConfig,
  dialect: Dialect,
  options: Omit<ConnectionOptions, 'connectTimeout'>,
): Promise<Connection> => {
  const { 'connection.attempts': attempts, 'connection.backoff.ms': backoff } = config
  const end = performance.now() + options.callTimeout
  const left = () => end - performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      return await dialect.connect({ ...options, connectTimeout: Math.max(1, Math.round(left())) })
    } catch (error) {
      if (!isRetriable(error) || attempt >= attempts || backoff >= left()) throw error
      await pause(backoff, undefined, options.signal && { signal: options.signal })
    }
  }
}

/** Opens a connection, which has to be closed. Rejects as `Dialect.connect` does. */
export const openConnection = async (config: ConnectionConfig, limits: Limits): Promise<Opened> => {
  const dialect = await dialectFor(config)
  const options = { ...connectionOptions(config, dialect), ...limits }
  return { dialect, connection: await connectRepeatedly(config, dialect, options) }
}

/** What a server has answered is told; it may be another answer the next time. */
const findingOf = (error: unknown, dialect: Dialect): Finding => {
  const key = dialect.refusedKey(error)
  if (key !== undefined && isRetriable(error)) return [key, messageOf(error), 'warning']
  const told = key !== undefined || (error instanceof ConnectError && error.code === 'INVALID_CONFIG')
  return [key ?? 'connection.url', told ? messageOf(error) : UNREACHABLE]
}

/** Whether the database lets us in; then what `look` finds on the connection, which is closed afterwards. */
export const probeConnection = async function* (
  config: ConnectionConfig,
  signal: AbortSignal,
  look?: (opened: Opened) => AsyncIterable<Finding>,
): AsyncGenerator<Finding, void> {
  const dialect = await dialectFor(config)
  const limits = { callTimeout: PROBE_TIMEOUT, connectTimeout: PROBE_TIMEOUT, signal }
  let connection: Connection
  try {
    connection = await dialect.connect({ ...connectionOptions(config, dialect), ...limits })
  } catch (error) {
    signal.throwIfAborted()
    yield findingOf(error, dialect)
    return
  }
  try {
    if (look !== undefined) yield* look({ dialect, connection })
  } finally {
    await connection.close()
  }
}
