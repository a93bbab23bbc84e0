import { readFileSync } from 'node:fs'
import type { ConnectionOptions, SecureVersion } from 'node:tls'
import { ConnectError } from './errors.ts'

type Properties = Readonly<Record<string, string | undefined>>

interface Ssl {
  readonly properties: Properties
  /** before the names of the properties in messages */
  readonly prefix: string
}

const invalid = (key: string, problem: string, cause?: unknown) =>
  new ConnectError('INVALID_CONFIG', `Invalid value for configuration ${key}: ${problem}`, { cause })

const readStore = (key: string, path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw invalid(key, `${path} cannot be read`, error)
  }
}

const isPem = (bytes: Buffer) => bytes.includes('-----BEGIN ')
const isJks = (bytes: Buffer) => bytes.length > 4 && bytes.readUInt32BE() === 0xfeedfeed

// Node reads PEM and, for keys, PKCS 12; Java's own format it does not
const unreadable = (key: string, path: string, allowed: string) =>
  invalid(
    key,
    `${path} is not of type ${allowed}; "keytool -importkeystore" and "keytool -exportcert -rfc" convert it`,
  )

const trust = ({ properties, prefix }: Ssl): ConnectionOptions => {
  const inline = properties['ssl.truststore.certificates']
  if (inline) return { ca: inline }
  const path = properties['ssl.truststore.location']
  if (!path) return {}
  const key = `${prefix}ssl.truststore.location`
  const ca = readStore(key, path)
  if (!isPem(ca)) throw unreadable(key, path, 'PEM')
  return { ca }
}

const identity = ({ properties, prefix }: Ssl): ConnectionOptions => {
  const { 'ssl.keystore.certificate.chain': cert, 'ssl.keystore.key': key } = properties
  const passphrase = properties['ssl.key.password'] ?? properties['ssl.keystore.password']
  const secret = passphrase === undefined ? {} : { passphrase }
  if (cert && key) return { cert, key, ...secret }
  const path = properties['ssl.keystore.location']
  if (!path) return {}
  const location = `${prefix}ssl.keystore.location`
  const store = readStore(location, path)
  if (isPem(store)) return { cert: store, key: store, ...secret }
  if (isJks(store)) throw unreadable(location, path, 'PEM or PKCS12')
  return { pfx: store, ...secret }
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const satisfies readonly SecureVersion[]

const protocols = ({ properties, prefix }: Ssl): ConnectionOptions => {
  const text = properties['ssl.enabled.protocols']
  if (!text) return { minVersion: 'TLSv1.2' }
  const enabled = text.split(',').map(version => version.trim())
  const allowed = versions.filter(version => enabled.includes(version))
  const [minVersion] = allowed
  const maxVersion = allowed.at(-1)
  if (minVersion === undefined || maxVersion === undefined)
    throw invalid(`${prefix}ssl.enabled.protocols`, `got ${text}, allowed are ${versions.join(', ')}`)
  return { minVersion, maxVersion }
}

// an empty algorithm switches the check of the broker's name off
const nameCheck = ({ properties }: Ssl): ConnectionOptions =>
  properties['ssl.endpoint.identification.algorithm'] === '' ? { checkServerIdentity: () => undefined } : {}

/**
 * TLS options from Kafka's `ssl.*`: stores are PEM, inline or files; a key store may be PKCS 12. `prefix`: what stands
 * before their names in the configuration they are from.
 */
export const sslOptions = (properties: Properties, prefix = ''): ConnectionOptions => {
  const ssl = { properties, prefix }
  return { ...trust(ssl), ...identity(ssl), ...protocols(ssl), ...nameCheck(ssl) }
}
