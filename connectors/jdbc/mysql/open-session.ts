import type { Connection as DriverConnection, ConnectionOptions as DriverOptions } from 'mysql2'
import { ConnectError } from '../../sdk/errors.ts'
import type { ConnectionOptions } from '../dialect.ts'
import type { DriverSettings } from './driver-properties.ts'
import { type Link, openLink } from './link.ts'
import { connectError } from './server-error.ts'
import { factsOf, type ServerFacts, setUp } from './session.ts'
import { tlsOptions } from './tls.ts'

export interface Session {
  readonly link: Link
  readonly facts: ServerFacts
}

type Host = ConnectionOptions['hosts'][number]

/** Prepared statements are one for each text; those of a poll are not asked for again. */
const MAX_PREPARED = 8

/** As errors name it. */
export const serverOf = ({ host, port }: Host, database: string | undefined): string =>
  `MySQL ${host}:${port}${database === undefined ? '' : `/${database}`}`

const noKeyRetrieval = () => {
  // the driver marks it as its own
  throw new Error(
    'Public Key Retrieval is not allowed: the server would have the password encrypted by a key that anybody between may have put there; use TLS (sslMode), or allowPublicKeyRetrieval=true',
  )
}

const authentication = async ({ publicKeyRetrieval }: DriverSettings) => {
  if (publicKeyRetrieval) return {}
  const { authPlugins } = await import('mysql2')
  const options = { onServerPublicKey: noKeyRetrieval }
  return {
    authPlugins: {
      caching_sha2_password: authPlugins.caching_sha2_password(options),
      sha256_password: authPlugins.sha256_password(options),
    },
  }
}

/** Numbers come as numbers when they are exact, as texts when not; what else would be changed comes as text or bytes. */
const driverOptions = async (options: ConnectionOptions, settings: DriverSettings) => ({
  ...(options.user !== undefined && { user: options.user }),
  ...(options.password !== undefined && { password: options.password }),
  ...(options.database !== undefined && { database: options.database }),
  ...(await authentication(settings)),
  charset: 'utf8mb4',
  rowsAsArray: true,
  supportBigNumbers: true,
  dateStrings: true,
  jsonStrings: true,
  multipleStatements: true,
  // values are in the text already: the driver need not look for their places
  queryFormat: (sql: string) => sql,
  flags: ['-LOCAL_FILES'],
  maxPreparedStatements: MAX_PREPARED,
  trace: false,
})

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

type Attempt = (driver: DriverOptions) => Promise<Link>

/** With `preferred`, a server without TLS is spoken to without. */
const withTls = async (settings: DriverSettings, driver: DriverOptions, attempt: Attempt): Promise<Link> => {
  const ssl = tlsOptions(settings, driver.host ?? '')
  if (ssl === undefined) return attempt(driver)
  try {
    return await attempt({ ...driver, ssl })
  } catch (error) {
    if (settings.tls !== 'preferred' || codeOf(error) !== 'HANDSHAKE_NO_SSL_SUPPORT') throw error
    return attempt(driver)
  }
}

const set = async (
  link: Link,
  options: ConnectionOptions,
  settings: DriverSettings,
): Promise<ServerFacts> => {
  const { callTimeout, connectTimeout } = options
  const sql = setUp({ settings, callTimeout })
  const results = await link.run<unknown>(connectTimeout, settle =>
    link.driver.query(sql, (error: unknown, rows: unknown) => settle(error, rows)),
  )
  const rows: unknown = Array.isArray(results) ? results.at(-1) : []
  return factsOf(rows as readonly (readonly unknown[])[])
}

type CreateConnection = (options: DriverOptions) => DriverConnection

const openAt = async (host: Host, options: ConnectionOptions, settings: DriverSettings): Promise<Session> => {
  const { createConnection } = await import('mysql2')
  const server = serverOf(host, options.database)
  const { connectTimeout, signal } = options
  const attempt: Attempt = driver =>
    openLink(createConnection as CreateConnection, {
      ...host,
      server,
      driver,
      connectTimeout: Math.min(settings.connectTimeout ?? connectTimeout, connectTimeout),
      socketTimeout: settings.socketTimeout ?? 0,
      signal,
    })
  try {
    const link = await withTls(settings, { ...(await driverOptions(options, settings)), ...host }, attempt)
    return { link, facts: await set(link, options, settings) }
  } catch (error) {
    signal?.throwIfAborted()
    throw connectError(error, server)
  }
}

/** Opens a session with the first host that answers, and sets it up. Rejects as `Dialect.connect` does. */
export const openSession = async (
  options: ConnectionOptions,
  settings: DriverSettings,
): Promise<Session & { readonly host: Host }> => {
  const end = performance.now() + options.connectTimeout
  let failed: unknown
  for (const host of options.hosts) {
    const connectTimeout = Math.round(end - performance.now())
    if (connectTimeout <= 0) break
    try {
      return { host, ...(await openAt(host, { ...options, connectTimeout }, settings)) }
    } catch (error) {
      failed = error
      if (!(error instanceof ConnectError) || error.code !== 'EXTERNAL') throw error
    }
  }
  throw failed
}
