import { describe, expect, test } from 'vitest'
import { type DriverSettings, driverSettings } from '../../../../connectors/jdbc/mysql/driver-properties.ts'

const cases: readonly (readonly [Readonly<Record<string, string>>, Partial<DriverSettings>])[] = [
  [
    {},
    { tls: 'preferred', publicKeyRetrieval: false, zeroDates: 'fail', yearIsDate: true, bitIsBoolean: false },
  ],
  [{ useSSL: 'false' }, { tls: 'disabled' }],
  [{ useSSL: 'true', requireSSL: 'true' }, { tls: 'required' }],
  [{ useSSL: 'true', verifyServerCertificate: 'true' }, { tls: 'verify-ca' }],
  [{ useSSL: 'false', sslMode: 'VERIFY_IDENTITY' }, { tls: 'verify-identity' }],
  [{ sslmode: 'verify-full' }, { tls: 'verify-identity' }],
  [{ sslMode: 'trust' }, { tls: 'required' }],
  [{ sslMode: 'disable' }, { tls: 'disabled' }],
  [{ trustCertificateKeyStoreUrl: 'file:///a/ca.pem' }, { trusted: '/a/ca.pem' }],
  [
    { serverSslCert: '/a/ca.pem', keyStore: 'file:/k.pem' },
    { trusted: '/a/ca.pem', identity: '/k.pem' },
  ],
  [{ allowPublicKeyRetrieval: 'true' }, { publicKeyRetrieval: true }],
  [{ connectTimeout: '5000', socketTimeout: '0' }, { connectTimeout: 5000 }],
  [{ zeroDateTimeBehavior: 'convertToNull' }, { zeroDates: 'null' }],
  [{ zerodatetimebehavior: 'ROUND' }, { zeroDates: 'round' }],
  [{ yearIsDateType: 'no' }, { yearIsDate: false }],
  [{ transformedBitIsBoolean: 'true' }, { bitIsBoolean: true }],
  [{ transformedBitIsBoolean: 'true', tinyInt1isBit: 'false' }, { bitIsBoolean: false }],
  [{ serverTimezone: 'UTC', rewriteBatchedStatements: 'true', useUnicode: 'true', nonsense: 'x' }, {}],
]

describe('properties of the driver', () => {
  test.each(cases)('%o', (properties, expected) => {
    expect(driverSettings(properties)).toMatchObject(expected)
  })

  test.each([
    [{ sslMode: 'maybe' }, 'sslMode: allowed is DISABLED'],
    [{ sslMode: 'constructor' }, 'sslMode: allowed is DISABLED'],
    [{ useSSL: 'maybe' }, 'true or false'],
    [{ connectTimeout: '5s' }, 'connectTimeout'],
    [{ zeroDateTimeBehavior: 'guess' }, 'CONVERT_TO_NULL'],
    [{ sslModus: 'REQUIRED' }, 'sslModus is not known here'],
    [{ authenticationPlugins: 'x' }, 'authenticationPlugins is not known here'],
  ])('refuse %o', (properties, message) => {
    expect(() => driverSettings(properties)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(message) }),
    )
  })
})
