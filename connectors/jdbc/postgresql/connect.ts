import type { ClientConfig } from 'pg'
import { ConnectError, isRetriable, messageOf } from '../../sdk/errors.ts'
import type { ConnectionOptions } from '../dialect.ts'
import { type DriverProperties, driverProperties, isOn, oneOf, secondsOf } from './driver-properties.ts'
import { type Encryption, encryptions } from './encryption.ts'
import { type Link, openLink } from './link.ts'
import { sqlStateOf } from './server-error.ts'
import { wantedRole } from './server-role.ts'
import { sessionSql } from './session.ts'
import type { StatementLimits } from './statement-limit.ts'

type Host = ConnectionOptions['hosts'][number]

interface Target {
  readonly options: ConnectionOptions
  readonly properties: DriverProperties
  /** on the clock of `performance` */
  readonly end: number
}

const addressOf = ({ host, port }: Host) => `PostgreSQL at ${host.includes(':') ? `[${host}]` : host}:${port}`

const clientConfig = (host: Host, { options, properties }: Target): ClientConfig => {
  const { user, password = '' } = options
  if (user === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      'There is no user: set connection.user, or user in connection.url',
    )
  return {
    ...host,
    user,
    database: options.database ?? user,
    // as text, an empty one would be looked for in the environment
    password: () => password,
    application_name: properties.ApplicationName || 'Kafka Connect',
    enableChannelBinding:
      oneOf('channelBinding', properties.channelBinding, ['prefer', 'disable']) === 'prefer',
    keepAlive: isOn(properties.tcpKeepAlive),
    ...(properties.options && { options: properties.options }),
  }
}

/** ms that a call may take. */
const callLimit = ({ options, properties }: Target) =>
  Math.min(
    options.callTimeout,
    secondsOf('socketTimeout', properties.socketTimeout),
    secondsOf('queryTimeout', properties.queryTimeout),
  )

const tlsConfig = (ssl: Encryption, { sslNegotiation }: DriverProperties): ClientConfig => {
  if (ssl === false) return { ssl }
  const negotiations = ['postgres', 'direct'] as const
  return { ssl: { ...ssl }, sslnegotiation: oneOf('sslNegotiation', sslNegotiation, negotiations) }
}

const attempt = (host: Host, ssl: Encryption, target: Target): Promise<Link> => {
  const { options, properties, end } = target
  const perHost = secondsOf('connectTimeout', properties.connectTimeout ?? '10')
  return openLink({
    server: addressOf(host),
    client: { ...clientConfig(host, target), ...tlsConfig(ssl, properties) },
    connectTimeout: Math.max(1, Math.round(Math.min(perHost, end - performance.now()))),
    callTimeout: callLimit(target),
    signal: options.signal,
  })
}

/** What may be different with encryption, or without. */
const mayBeEncryption = (error: unknown) =>
  sqlStateOf(error) === '28000' || messageOf(error).includes('does not support SSL')

const openHost = async (host: Host, target: Target): Promise<Link> => {
  const ways = encryptions(target.properties)
  for (const [i, ssl] of ways.entries()) {
    try {
      return await attempt(host, ssl, target)
    } catch (error) {
      if (i === ways.length - 1 || !mayBeEncryption(error)) throw error
    }
  }
  throw new ConnectError('INVALID_CONFIG', 'sslmode allows no connection')
}

export interface Session {
  readonly link: Link
  readonly limits: StatementLimits
}

interface Failure {
  readonly error: unknown
}

const openInRole = async (host: Host, target: Target, standby: boolean | undefined): Promise<Session> => {
  const link = await openHost(host, target)
  try {
    const { rows } = await link.run(sessionSql(target.properties))
    const [isStandby, own] = rows[0] ?? []
    if (standby === undefined || (isStandby === 't') === standby)
      return { link, limits: { own: Number(own), call: callLimit(target) } }
    const got = isStandby === 't' ? 'a standby' : 'a primary'
    throw new ConnectError('EXTERNAL', `${link.server}: it is ${got}, targetServerType wants the other`)
  } catch (error) {
    await link.close()
    throw error
  }
}

/** One error for all hosts: it may pass when one of them may. */
const noneOf = (failures: readonly Failure[]): unknown => {
  const [only] = failures
  if (failures.length === 1) return only?.error
  const passing = failures.find(({ error }) => isRetriable(error))
  const cause = (passing ?? only)?.error
  const message = failures.map(({ error }) => messageOf(error)).join('; ')
  const code = cause instanceof ConnectError ? cause.code : 'EXTERNAL'
  return new ConnectError(code, message, { cause, retriable: passing !== undefined })
}

const shuffled = (hosts: readonly Host[]) =>
  hosts
    .map(host => ({ host, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ host }) => host)

/** Connects to the first host that lets us in and has the role that is wanted. */
export const connect = async (options: ConnectionOptions): Promise<Session> => {
  const properties = driverProperties(options.properties)
  const login = Math.min(options.connectTimeout, secondsOf('loginTimeout', properties.loginTimeout))
  const target = { options, properties, end: performance.now() + login }
  const hosts = isOn(properties.loadBalanceHosts) ? shuffled(options.hosts) : options.hosts
  const { standby, orElse } = wantedRole(properties)
  const passes = orElse ? [standby, undefined] : [standby]
  let failures: Failure[] = []
  for (const wanted of passes) {
    failures = []
    for (const host of hosts) {
      try {
        return await openInRole(host, target, wanted)
      } catch (error) {
        options.signal?.throwIfAborted()
        failures.push({ error })
        if (performance.now() >= target.end) throw noneOf(failures)
      }
    }
  }
  throw noneOf(failures)
}
