import type { ConnectionOptions } from 'node:tls'
import { type ConfigDef, password, string } from '../../sdk/config.ts'
import { Password } from '../../sdk/password.ts'
import { sslOptions } from '../../sdk/ssl-config.ts'

const keysOf = (group: string) => {
  const ssl = { importance: 'MEDIUM', group, default: null } as const
  return {
    'ssl.truststore.certificates': string({ ...ssl, doc: 'Certificates to trust, PEM.' }),
    'ssl.truststore.location': string({
      ...ssl,
      doc: 'File of them, PEM; `keytool -exportcert -rfc` takes them out of a store of Java.',
    }),
    'ssl.truststore.password': password({ ...ssl, doc: 'Not needed: PEM has none.' }),
    'ssl.truststore.type': string({ ...ssl, doc: 'Not needed: told from the file.' }),
    'ssl.keystore.certificate.chain': string({ ...ssl, doc: 'Own certificate, PEM.' }),
    'ssl.keystore.key': password({ ...ssl, doc: 'Its key, PEM.' }),
    'ssl.keystore.location': string({ ...ssl, doc: 'File of both, PEM or PKCS12.' }),
    'ssl.keystore.password': password({ ...ssl, doc: 'Password of that file.' }),
    'ssl.keystore.type': string({ ...ssl, doc: 'Not needed: told from the file.' }),
    'ssl.key.password': password({ ...ssl, doc: 'Password of the key, before that of the file.' }),
    'ssl.protocol': string({ ...ssl, doc: 'Not needed: see the enabled protocols.' }),
    'ssl.enabled.protocols': string({
      ...ssl,
      doc: 'Versions of TLS: `TLSv1.2`, `TLSv1.3` or both, which is the default.',
    }),
    'ssl.endpoint.identification.algorithm': string({
      ...ssl,
      default: 'https',
      doc: 'Empty: the name in the server’s certificate is not looked at.',
    }),
  }
}

type Keys = ReturnType<typeof keysOf>

/** Kafka's keys of TLS with something before their names. */
export const sslKeys = <P extends string>(prefix: P, group: string) =>
  Object.fromEntries(Object.entries(keysOf(group)).map(([key, spec]) => [prefix + key, spec])) as {
    readonly [K in keyof Keys as `${P}${K & string}`]: Keys[K]
  }

const revealed = (value: unknown): string | undefined =>
  value instanceof Password ? value.reveal() : typeof value === 'string' ? value : undefined

type Config = Readonly<Record<string, unknown>>

const under = (config: Config, prefix: string) =>
  Object.entries(config).filter(([key]) => key.startsWith(`${prefix}ssl.`))

/** The keys that are set to something else than their default. */
export const setSslKeys = (config: Config, definition: ConfigDef, prefix: string) =>
  under(config, prefix)
    .filter(([key, value]) => value !== null && value !== definition[key]?.default)
    .map(([key]) => key)

/** Reads the stores. Throws a ConnectError of code INVALID_CONFIG that says what to do when one cannot be read. */
export const tlsOf = (config: Config, prefix: string): ConnectionOptions =>
  sslOptions(
    Object.fromEntries(
      under(config, prefix).map(([key, value]) => [key.slice(prefix.length), revealed(value)]),
    ),
    prefix,
  )
