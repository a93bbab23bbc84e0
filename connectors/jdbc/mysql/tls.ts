import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { SslOptions } from 'mysql2'
import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { TlsSettings } from './tls-properties.ts'

const refuse = (problem: string, cause?: unknown) =>
  new ConnectError('INVALID_CONFIG', `Invalid driver property: ${problem}`, { cause })

const readPem = (what: string, path: string): string => {
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch (cause) {
    throw refuse(`${what} ${path} cannot be read`, cause)
  }
  if (text.includes('-----BEGIN ')) return text
  throw refuse(
    `${what} ${path} is not of type PEM; "keytool -exportcert -rfc" and "openssl pkcs12 -nodes" convert it`,
  )
}

/** The driver would tell what is wrong with them as if the server had not answered. */
const checked = <T extends SecureContextOptions>(what: string, options: T): T => {
  try {
    createSecureContext(options)
    return options
  } catch (cause) {
    throw refuse(`${what} cannot be used: ${messageOf(cause)}`, cause)
  }
}

const trustedBy = ({ trusted }: TlsSettings) =>
  trusted === undefined
    ? {}
    : checked(`the trust store ${trusted}`, { ca: readPem('the trust store', trusted) })

const identityOf = ({ identity, identityPassword: passphrase }: TlsSettings) => {
  if (identity === undefined) return {}
  const own = readPem('the key store', identity)
  const secret = passphrase === undefined ? {} : { passphrase }
  return checked(`the key store ${identity}`, { cert: own, key: own, ...secret })
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const

const protocols = (text: string | undefined) => {
  if (text === undefined) return { minVersion: 'TLSv1.2' }
  const named = text.split(/[ ,;]+/)
  const [minVersion] = versions.filter(version => named.includes(version))
  const maxVersion = versions.findLast(version => named.includes(version))
  if (minVersion === undefined || maxVersion === undefined)
    throw refuse(`tlsVersions ${text}, allowed are ${versions.join(', ')}`)
  return { minVersion, maxVersion }
}

/** TLS options of the driver for a host; `undefined`: without TLS. */
export const tlsOptions = (settings: TlsSettings, host: string): SslOptions | undefined => {
  const { tls } = settings
  if (tls === 'disabled') return undefined
  // the driver would compare the certificate with `localhost`
  if (tls === 'verify-identity' && isIP(host) !== 0)
    throw refuse(`sslMode VERIFY_IDENTITY with the address ${host}; it needs a name of the server`)
  return {
    rejectUnauthorized: tls === 'verify-ca' || tls === 'verify-identity',
    verifyIdentity: tls === 'verify-identity',
    ...trustedBy(settings),
    ...identityOf(settings),
    ...protocols(settings.tlsVersions),
  }
}
