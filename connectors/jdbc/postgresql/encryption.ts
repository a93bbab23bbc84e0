import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { ConnectError } from '../../sdk/errors.ts'
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

const pemOf = (path: string, der: Buffer, passphrase: string | undefined): string => {
  const secret = passphrase === undefined ? {} : { passphrase }
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8', ...secret })
    return key.export({ format: 'pem', type: 'pkcs8' }).toString()
  } catch {
    const allowed = 'a key in PEM or PKCS 8, or a .p12 or .pfx; sslpassword opens it'
    throw new ConnectError('INVALID_CONFIG', `sslkey: ${path} cannot be read as ${allowed}`)
  }
}

/** What the client shows of itself. */
const identity = ({ sslcert, sslkey, sslpassword }: DriverProperties): ConnectionOptions => {
  if (!sslkey) return {}
  const secret = sslpassword === undefined ? {} : { passphrase: sslpassword }
  const key = readPath('sslkey', sslkey)
  if (/\.(?:p12|pfx)$/i.test(sslkey)) return { pfx: key, ...secret }
  const cert = sslcert ? { cert: readPath('sslcert', sslcert) } : {}
  return isPem(key) ? { key, ...cert, ...secret } : { key: pemOf(sslkey, key, sslpassword), ...cert }
}

/** Without `sslrootcert` the authorities are those that Node knows. */
const authorities = ({ sslrootcert }: DriverProperties): ConnectionOptions =>
  sslrootcert ? { ca: readPath('sslrootcert', sslrootcert) } : {}

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
