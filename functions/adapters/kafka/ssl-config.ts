import { readFileSync } from 'node:fs'
import type { ConnectionOptions, SecureVersion } from 'node:tls'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ClientProperties } from './client-properties.ts'

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

const trust = (properties: ClientProperties): ConnectionOptions => {
  const inline = properties['ssl.truststore.certificates']
  if (inline) return { ca: inline }
  const path = properties['ssl.truststore.location']
  if (!path) return {}
  const ca = readStore('ssl.truststore.location', path)
  if (!isPem(ca)) throw unreadable('ssl.truststore.location', path, 'PEM')
  return { ca }
}

const identity = (properties: ClientProperties): ConnectionOptions => {
  const { 'ssl.keystore.certificate.chain': cert, 'ssl.keystore.key': key } = properties
  const passphrase = properties['ssl.key.password'] ?? properties['ssl.keystore.password']
  const secret = passphrase === undefined ? {} : { passphrase }
  if (cert && key) return { cert, key, ...secret }
  const path = properties['ssl.keystore.location']
  if (!path) return {}
  const store = readStore('ssl.keystore.location', path)
  if (isPem(store)) return { cert: store, key: store, ...secret }
  if (isJks(store)) throw unreadable('ssl.keystore.location', path, 'PEM or PKCS12')
  return { pfx: store, ...secret }
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const satisfies readonly SecureVersion[]

const protocols = (properties: ClientProperties): ConnectionOptions => {
  const key = 'ssl.enabled.protocols'
  const text = properties[key]
  if (!text) return { minVersion: 'TLSv1.2' }
  const enabled = text.split(',').map(version => version.trim())
  const allowed = versions.filter(version => enabled.includes(version))
  const [minVersion] = allowed
  const maxVersion = allowed.at(-1)
  if (minVersion === undefined || maxVersion === undefined)
    throw invalid(key, `got ${text}, allowed are ${versions.join(', ')}`)
  return { minVersion, maxVersion }
}

// an empty algorithm switches the check of the broker's name off
const nameCheck = (properties: ClientProperties): ConnectionOptions =>
  properties['ssl.endpoint.identification.algorithm'] === '' ? { checkServerIdentity: () => undefined } : {}

/** TLS options from Kafka's `ssl.*`: stores are PEM, inline or files; a key store may be PKCS 12. */
export const sslOptions = (properties: ClientProperties): ConnectionOptions => ({
  ...trust(properties),
  ...identity(properties),
  ...protocols(properties),
  ...nameCheck(properties),
})
