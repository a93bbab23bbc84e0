import { ConnectError } from '../../sdk/errors.ts'

type Properties = Readonly<Record<string, string>>

type TlsMode = 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-identity'

/** What the parameters of Connector/J and of MariaDB's Connector/J say, as far as it means something here. */
export interface DriverSettings {
  readonly tls: TlsMode
  /** PEM file of the certificates to trust; absent: the usual authorities */
  readonly trusted?: string
  /** PEM file of the client's certificate and key */
  readonly identity?: string
  readonly identityPassword?: string
  readonly tlsVersions?: string
  readonly publicKeyRetrieval: boolean
  /** ms; absent: what is left of the call */
  readonly connectTimeout?: number
  /** ms without a byte from the server; absent: none */
  readonly socketTimeout?: number
  /** s that the server waits for us to take rows */
  readonly writeTimeout: number
  /** assignments of a SET statement */
  readonly sessionVariables: string
  readonly zeroDates: 'fail' | 'null' | 'round'
  readonly yearIsDate: boolean
  readonly bitIsBoolean: boolean
}

const invalid = (name: string, got: string, allowed: string) =>
  new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${got} for the driver property ${name}: allowed is ${allowed}`,
  )

/** Names in any case, as the drivers take them. */
const reader = (properties: Properties) => {
  const byName = new Map(
    Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value.trim()]),
  )
  const text = (...names: readonly string[]): string | undefined =>
    names.map(name => byName.get(name.toLowerCase())).find(value => value !== undefined && value !== '')
  const flag = (name: string): boolean | undefined => {
    const value = byName.get(name.toLowerCase())?.toLowerCase()
    if (value === undefined) return undefined
    if (['', 'true', '1', 'yes'].includes(value)) return true
    if (['false', '0', 'no'].includes(value)) return false
    throw invalid(name, value, 'true or false')
  }
  const whole = (name: string): number | undefined => {
    const value = text(name)
    if (value === undefined || value === '0') return undefined
    if (!/^\d{1,9}$/.test(value)) throw invalid(name, value, 'a whole number of 0 or more')
    return Number(value)
  }
  return { text, flag, whole }
}

type Reader = ReturnType<typeof reader>

const modesByName: Readonly<Record<string, TlsMode>> = {
  disabled: 'disabled',
  disable: 'disabled',
  preferred: 'preferred',
  required: 'required',
  trust: 'required',
  verify_ca: 'verify-ca',
  verify_identity: 'verify-identity',
  verify_full: 'verify-identity',
}

/** `useSSL` and what goes with it, for those who do not say `sslMode`. */
const olderMode = ({ flag }: Reader): TlsMode => {
  if (flag('useSSL') === false) return 'disabled'
  if (flag('trustServerCertificate') === true) return 'required'
  if (flag('verifyServerCertificate') === true)
    return flag('disableSslHostnameVerification') === false ? 'verify-identity' : 'verify-ca'
  return flag('requireSSL') === true ? 'required' : 'preferred'
}

const tlsMode = (properties: Reader): TlsMode => {
  const name = properties.text('sslMode')
  if (name === undefined) return olderMode(properties)
  const mode = modesByName[name.toLowerCase().replaceAll('-', '_')]
  if (mode === undefined)
    throw invalid('sslMode', name, 'DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY')
  return mode
}

const zeroDates: Readonly<Record<string, DriverSettings['zeroDates']>> = {
  exception: 'fail',
  convert_to_null: 'null',
  converttonull: 'null',
  round: 'round',
}

const zeroDateBehavior = ({ text }: Reader): DriverSettings['zeroDates'] => {
  const name = text('zeroDateTimeBehavior')
  if (name === undefined) return 'fail'
  const behavior = zeroDates[name.toLowerCase()]
  if (behavior === undefined)
    throw invalid('zeroDateTimeBehavior', name, 'EXCEPTION, CONVERT_TO_NULL or ROUND')
  return behavior
}

/** Of those that concern security, which others may not pass over unread. */
const understood = new Set(
  [
    'sslMode',
    'useSSL',
    'requireSSL',
    'verifyServerCertificate',
    'trustServerCertificate',
    'disableSslHostnameVerification',
    'trustCertificateKeyStoreUrl',
    'trustCertificateKeyStoreType',
    'trustCertificateKeyStorePassword',
    'trustStore',
    'trustStoreType',
    'trustStorePassword',
    'serverSslCert',
    'clientCertificateKeyStoreUrl',
    'clientCertificateKeyStoreType',
    'clientCertificateKeyStorePassword',
    'keyStore',
    'keyStoreType',
    'keyStorePassword',
    'tlsVersions',
    'enabledTLSProtocols',
    'enabledSslProtocolSuites',
    'fallbackToSystemTrustStore',
    'fallbackToSystemKeyStore',
    'tlsSocketType',
  ].map(name => name.toLowerCase()),
)
const concernsSecurity = /ssl|tls|trust|keystore|certificate|kerberos|gssapi|jaas|passw|secret|authenticat/i

const refuseUnknown = (properties: Properties) => {
  for (const name of Object.keys(properties))
    if (concernsSecurity.test(name) && !understood.has(name.toLowerCase()))
      throw new ConnectError(
        'INVALID_CONFIG',
        `The driver property ${name} is not known here, and it concerns security, so it is not passed over`,
      )
}

const path = (url: string) => url.replace(/^file:(\/\/)?/, '')

const tlsSettings = (properties: Reader) => {
  const { text } = properties
  const trusted = text('trustCertificateKeyStoreUrl', 'serverSslCert', 'trustStore')
  const identity = text('clientCertificateKeyStoreUrl', 'keyStore')
  const identityPassword = text('clientCertificateKeyStorePassword', 'keyStorePassword')
  const tlsVersions = text('tlsVersions', 'enabledTLSProtocols', 'enabledSslProtocolSuites')
  return {
    tls: tlsMode(properties),
    ...(trusted !== undefined && { trusted: path(trusted) }),
    ...(identity !== undefined && { identity: path(identity) }),
    ...(identityPassword !== undefined && { identityPassword }),
    ...(tlsVersions !== undefined && { tlsVersions }),
  }
}

const timeouts = ({ whole }: Reader) => {
  const connectTimeout = whole('connectTimeout')
  const socketTimeout = whole('socketTimeout')
  return {
    ...(connectTimeout !== undefined && { connectTimeout }),
    ...(socketTimeout !== undefined && { socketTimeout }),
    writeTimeout: whole('netTimeoutForStreamingResults') ?? 600,
  }
}

/**
 * Reads the driver's properties. Throws a ConnectError `INVALID_CONFIG` for values that mean nothing, and for properties
 * that concern security and are not known; others that are not known have no effect.
 */
export const driverSettings = (properties: Properties): DriverSettings => {
  refuseUnknown(properties)
  const read = reader(properties)
  return {
    ...tlsSettings(read),
    ...timeouts(read),
    publicKeyRetrieval: read.flag('allowPublicKeyRetrieval') ?? false,
    sessionVariables: read.text('sessionVariables') ?? '',
    zeroDates: zeroDateBehavior(read),
    yearIsDate: read.flag('yearIsDateType') ?? true,
    bitIsBoolean: (read.flag('tinyInt1isBit') ?? true) && (read.flag('transformedBitIsBoolean') ?? false),
  }
}
