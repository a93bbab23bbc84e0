import { ConnectError } from '../../sdk/errors.ts'
import type { Properties, PropertyReader } from './property-reader.ts'

type TlsMode = 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-identity'

export interface TlsSettings {
  readonly tls: TlsMode
  /** PEM file of the certificates to trust; absent: the usual authorities */
  readonly trusted?: string
  /** PEM file of the client's certificate and key */
  readonly identity?: string
  readonly identityPassword?: string
  readonly tlsVersions?: string
}

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
const olderMode = ({ flag }: PropertyReader): TlsMode => {
  if (flag('useSSL') === false) return 'disabled'
  if (flag('trustServerCertificate') === true) return 'required'
  if (flag('verifyServerCertificate') === true)
    return flag('disableSslHostnameVerification') === false ? 'verify-identity' : 'verify-ca'
  return flag('requireSSL') === true ? 'required' : 'preferred'
}

const tlsMode = (read: PropertyReader): TlsMode =>
  read.choice('sslMode', modesByName, 'DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY') ??
  olderMode(read)

const path = (url: string) => url.replace(/^file:(\/\/)?/, '')

export const tlsSettings = (read: PropertyReader): TlsSettings => {
  const { text } = read
  const trusted = text('trustCertificateKeyStoreUrl', 'serverSslCert', 'trustStore')
  const identity = text('clientCertificateKeyStoreUrl', 'keyStore')
  const identityPassword = text('clientCertificateKeyStorePassword', 'keyStorePassword')
  const tlsVersions = text('tlsVersions', 'enabledTLSProtocols', 'enabledSslProtocolSuites')
  return {
    tls: tlsMode(read),
    ...(trusted !== undefined && { trusted: path(trusted) }),
    ...(identity !== undefined && { identity: path(identity) }),
    ...(identityPassword !== undefined && { identityPassword }),
    ...(tlsVersions !== undefined && { tlsVersions }),
  }
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

/** Throws `INVALID_CONFIG` for properties that concern security and are not known. */
export const refuseUnknownSecurity = (properties: Properties): void => {
  for (const name of Object.keys(properties))
    if (concernsSecurity.test(name) && !understood.has(name.toLowerCase()))
      throw new ConnectError(
        'INVALID_CONFIG',
        `The driver property ${name} is not known here, and it concerns security, so it is not passed over`,
      )
}
