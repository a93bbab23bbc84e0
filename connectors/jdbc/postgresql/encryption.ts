import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { type DriverProperties, isOn, oneOf } from './driver-properties.ts'

/** `false`: without encryption. */
export type Encryption = ConnectionOptions | false

const NON_VALIDATING = 'org.postgresql.ssl.NonValidatingFactory'
const factories = [
  'org.postgresql.ssl.LibPQFactory',
  NON_VALIDATING,
  'org.postgresql.ssl.DefaultJavaSSLFactory',
] as const

const modes = ['prefer', 'disable', 'allow', 'require', 'verify-ca', 'verify-full'] as const

const modeOf = (properties: DriverProperties): (typeof modes)[number] => {
  if (properties.sslmode !== undefined) return oneOf('sslmode', properties.sslmode, modes)
  if (!isOn(properties.ssl)) return 'prefer'
  const factory = oneOf('sslfactory', properties.sslfactory, factories)
  return factory === NON_VALIDATING ? 'require' : 'verify-full'
}

const readPath = (name: string, path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ConnectError('INVALID_CONFIG', `${name}: ${path} cannot be read`, { cause })
  }
}

const isPem = (bytes: Buffer) => bytes.includes('-----BEGIN ')

/** A key in DER is not what TLS takes. */
const pemOf = (der: Buffer, secret: { readonly passphrase?: string }) =>
  createPrivateKey({ key: der, format: 'der', type: 'pkcs8', ...secret }).export({
    format: 'pem',
    type: 'pkcs8',
  })

const keyOptions = (key: Buffer, { sslkey = '', sslcert, sslpassword }: DriverProperties) => {
  const secret = sslpassword === undefined ? {} : { passphrase: sslpassword }
  if (/\.(?:p12|pfx)$/i.test(sslkey)) return { pfx: key, ...secret }
  const cert = sslcert ? { cert: readPath('sslcert', sslcert) } : {}
  return isPem(key) ? { key, ...cert, ...secret } : { key: pemOf(key, secret), ...cert }
}

/** What the client shows of itself. */
const identity = (properties: DriverProperties): ConnectionOptions => {
  const { sslkey } = properties
  if (!sslkey) return {}
  const bytes = readPath('sslkey', sslkey)
  try {
    const options = keyOptions(bytes, properties)
    createSecureContext(options)
    return options
  } catch (cause) {
    if (cause instanceof ConnectError) throw cause
    const allowed = 'allowed is a key in PEM or PKCS 8, or a .p12 or .pfx; sslpassword opens it'
    const message = `sslkey: ${sslkey} cannot be used: ${messageOf(cause)}; ${allowed}`
    throw new ConnectError('INVALID_CONFIG', message, { cause })
  }
}

/** Without `sslrootcert` the authorities are those that Node knows. */
const authorities = ({ sslrootcert }: DriverProperties): ConnectionOptions => {
  if (!sslrootcert) return {}
  const bytes = readPath('sslrootcert', sslrootcert)
  if (isPem(bytes)) return { ca: bytes }
  try {
    return { ca: new X509Certificate(bytes).toString() }
  } catch (cause) {
    const message = `sslrootcert: ${sslrootcert} cannot be used: allowed are certificates in PEM, or one in DER`
    throw new ConnectError('INVALID_CONFIG', message, { cause })
  }
}

/** What to try one after the other until the server lets us in. */
export const encryptions = (properties: DriverProperties): readonly Encryption[] => {
  const mode = modeOf(properties)
  if (mode === 'disable') return [false]
  const unverified = { ...identity(properties), rejectUnauthorized: false }
  if (mode === 'allow') return [false, unverified]
  if (mode === 'prefer') return [unverified, false]
  if (mode === 'require') return [unverified]
  const verified = { ...identity(properties), ...authorities(properties), rejectUnauthorized: true }
  return mode === 'verify-full' ? [verified] : [{ ...verified, checkServerIdentity: () => undefined }]
}
