import type { ServerOptions } from 'node:https'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { sslOptions } from '../../connectors/sdk/ssl-config.ts'
import { type Authenticate, basicAuthentication } from '../../functions/api/basic-auth.ts'
import { hasReference } from '../../functions/runtime/config/references.ts'
import { withResolved } from '../../functions/runtime/config/resolve.ts'
import type { ConfigProviders } from '../../functions/runtime/ports/config-provider.ts'
import type { Worker } from './worker-properties.ts'

type Properties = Readonly<Record<string, string>>

/** How the REST API is reached on this machine. */
export interface RestAccess {
  /** absent: nobody is asked who they are */
  readonly authenticate?: Authenticate
  /** of listeners with `https` */
  readonly tls?: ServerOptions
}

const refused = (problem: string) => new ConnectError('INVALID_CONFIG', problem)

const userKey = 'rest.basic.auth.user'
const passwordKey = 'rest.basic.auth.password'
const openKey = 'rest.allow.anonymous'

const isLoopback = (hostname: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

const urlOf = (listener: string): URL => {
  const url = URL.parse(listener)
  if (url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '') return url
  throw refused(
    `Invalid value ${listener} for configuration listeners: allowed are http://host:port and https://host:port`,
  )
}

const prefix = 'listeners.https.'

/** As in Kafka Connect: as soon as one key has the prefix, those without it count for Kafka alone. */
const tlsProperties = (properties: Properties): Properties => {
  const own = Object.entries(properties).filter(([key]) => key.startsWith(prefix))
  return own.length === 0
    ? properties
    : Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]))
}

const clientAuthOf = (properties: Properties) => properties['ssl.client.auth']?.trim().toLowerCase() ?? 'none'

const asksForCertificate = ({ protocol }: URL, properties: Properties) =>
  protocol === 'https:' && clientAuthOf(tlsProperties(properties)) === 'required'

/** A class that would have to let callers in, or not, is not passed over. */
const checkExtensions = (properties: Properties) => {
  const classes = properties['rest.extension.classes']?.trim()
  if (classes)
    throw refused(
      `rest.extension.classes is ${classes}: there are no extensions here. Callers are asked for a name and a password with ${userKey} and ${passwordKey}`,
    )
}

const checkCallers = ({ config, properties }: Worker, urls: readonly URL[]) => {
  const [user, password] = [config[userKey], config[passwordKey]]
  if ((user === null) !== (password === null))
    throw refused(
      `${user === null ? userKey : passwordKey} is missing: ${userKey} and ${passwordKey} go together`,
    )
  const open = urls.find(url => !isLoopback(url.hostname) && !asksForCertificate(url, properties))
  if (open === undefined || user !== null || config[openKey]) return
  throw refused(
    `listeners has ${open.origin}, which other machines may reach. Set ${userKey} and ${passwordKey}, so that callers are asked for them; or ${openKey}=true, if everybody may call; or listen on 127.0.0.1`,
  )
}

const given = (properties: Properties, key: string): string => {
  const value = properties[key] ?? ''
  if (value === '') throw refused(`Invalid value for configuration ${key}: it is empty`)
  if (hasReference(value))
    throw refused(`Invalid value for configuration ${key}: its reference leads to nothing`)
  return value
}

const authenticateBy = (properties: Properties): Authenticate =>
  basicAuthentication(given(properties, userKey), given(properties, passwordKey))

const clientAuth = { none: [false, false], requested: [true, false], required: [true, true] } as const

const checkIdentity = (identity: SecureContextOptions) => {
  try {
    createSecureContext(identity)
  } catch (error) {
    throw refused(`The key store of listeners with https cannot be used: ${messageOf(error)}`)
  }
}

const tlsBy = (all: Properties): ServerOptions => {
  const properties = tlsProperties(all)
  const { ca, cert, key, pfx, passphrase, minVersion, maxVersion } = sslOptions(properties)
  if (cert === undefined && pfx === undefined)
    throw refused(
      `listeners has https: ${prefix}ssl.keystore.location (PKCS12 or PEM) is missing, or ${prefix}ssl.keystore.certificate.chain and ${prefix}ssl.keystore.key`,
    )
  const auth = clientAuthOf(properties)
  if (!Object.hasOwn(clientAuth, auth))
    throw refused(
      `Invalid value ${auth} for configuration ssl.client.auth: String must be one of: ${Object.keys(clientAuth).join(', ')}`,
    )
  const [requestCert, rejectUnauthorized] = clientAuth[auth as keyof typeof clientAuth]
  const identity = { ca, cert, key, pfx, passphrase, minVersion, maxVersion }
  checkIdentity(identity)
  return { ...identity, requestCert, rejectUnauthorized }
}

/** Only what is needed of them is looked up. */
const propertiesOf = ({ properties }: Worker, key: RegExp): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => key.test(name)))

/**
 * Who may call the REST API, and how. `INVALID_CONFIG` when other machines could call it and nothing was said about
 * who may, and when something that was said cannot be done.
 */
export const restAccess = async (worker: Worker, configProviders: ConfigProviders): Promise<RestAccess> => {
  const urls = worker.config.listeners.map(urlOf)
  checkExtensions(worker.properties)
  checkCallers(worker, urls)
  const asked = worker.config[userKey] !== null
  const encrypted = urls.some(({ protocol }) => protocol === 'https:')
  const sets = {
    login: asked ? propertiesOf(worker, /^rest\.basic\.auth\./) : {},
    tls: encrypted ? propertiesOf(worker, /^(listeners\.https\.)?ssl\./) : {},
  }
  return withResolved(configProviders, sets, ({ login, tls }) => ({
    ...(asked && { authenticate: authenticateBy(login) }),
    ...(encrypted && { tls: tlsBy(tls) }),
  }))
}
