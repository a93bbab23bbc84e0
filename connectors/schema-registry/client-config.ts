import { defineConfig, int, password, string } from '../sdk/config.ts'
import type { Password } from '../sdk/password.ts'
import { allowing, atLeast } from '../sdk/validators.ts'
import { only } from './only.ts'

const group = 'Schema Registry'
const low = { importance: 'LOW', group } as const
const medium = { importance: 'MEDIUM', group } as const
const given = { ...medium, default: null } as const
const ssl = { importance: 'MEDIUM', group: 'TLS of the schema registry', default: null } as const
const oauth = { ...low, default: null, doc: 'Not read here.' } as const
const noOauth = 'tokens are not fetched here; bearer.auth.token takes one'

const credentials = (...sources: readonly string[]) =>
  allowing<string>(sources.map(source => `\`${source}\``).join(', '), value => {
    if (value !== null && !sources.includes(value))
      throw new Error(`String must be one of: ${sources.join(', ')}`)
  })

/** Keys of how a registry is talked to. */
export const clientConfig = defineConfig({
  'basic.auth.credentials.source': string({
    ...medium,
    default: 'URL',
    validator: credentials('URL', 'USER_INFO'),
    doc: 'Where user and password are: in the URLs, or in `basic.auth.user.info`.',
  }),
  'basic.auth.user.info': password({ ...given, doc: '`user:password`, with `USER_INFO`.' }),
  'schema.registry.basic.auth.user.info': password({
    ...given,
    doc: 'The same; comes before `basic.auth.user.info`.',
  }),
  'bearer.auth.credentials.source': string({
    ...given,
    validator: credentials('STATIC_TOKEN'),
    doc: '`STATIC_TOKEN` sends `bearer.auth.token`.',
  }),
  'bearer.auth.token': password({ ...given, doc: 'The token, with `STATIC_TOKEN`.' }),
  'bearer.auth.logical.cluster': string({ ...given, doc: 'Sent as `target-sr-cluster` with a token.' }),
  'bearer.auth.identity.pool.id': string({
    ...given,
    doc: 'Sent as `Confluent-Identity-Pool-Id` with a token.',
  }),
  'bearer.auth.issuer.endpoint.url': string({ ...oauth, validator: only<string>(null, noOauth) }),
  'bearer.auth.client.id': string({ ...oauth, validator: only<string>(null, noOauth) }),
  'bearer.auth.client.secret': password({ ...oauth, validator: only<Password>(null, noOauth) }),
  'bearer.auth.scope': string({ ...oauth, validator: only<string>(null, noOauth) }),
  'bearer.auth.custom.provider.class': string({ ...oauth, validator: only<string>(null, noOauth) }),
  'http.connect.timeout.ms': int({
    ...low,
    default: 60_000,
    validator: atLeast(0),
    doc: 'How long a connection may take, ms; 0: any time.',
  }),
  'http.read.timeout.ms': int({
    ...low,
    default: 60_000,
    validator: atLeast(0),
    doc: 'How long the registry may be silent, ms; 0: any time.',
  }),
  'max.retries': int({
    ...low,
    default: 3,
    validator: atLeast(0),
    doc: 'How often all URLs are tried again, when none of them answers.',
  }),
  'retries.wait.ms': int({
    ...low,
    default: 1000,
    validator: atLeast(0),
    doc: 'At most so long before the first time, ms; doubled for each further one.',
  }),
  'retries.max.wait.ms': int({
    ...low,
    default: 20_000,
    validator: atLeast(0),
    doc: 'At most so long before any of them, ms.',
  }),
  'proxy.host': string({
    ...low,
    default: '',
    validator: only('', 'the registry is reached directly, not through a proxy'),
    doc: 'Not supported: the registry is reached directly.',
  }),
  'proxy.port': int({
    ...low,
    default: -1,
    validator: only(-1, 'the registry is reached directly, not through a proxy'),
    doc: 'Not supported: the registry is reached directly.',
  }),
  'schema.registry.ssl.truststore.certificates': string({ ...ssl, doc: 'Certificates to trust, PEM.' }),
  'schema.registry.ssl.truststore.location': string({ ...ssl, doc: 'File of them, PEM.' }),
  'schema.registry.ssl.truststore.password': password({ ...ssl, doc: 'Not needed: PEM has none.' }),
  'schema.registry.ssl.truststore.type': string({ ...ssl, doc: 'Not needed: told from the file.' }),
  'schema.registry.ssl.keystore.certificate.chain': string({ ...ssl, doc: 'Own certificate, PEM.' }),
  'schema.registry.ssl.keystore.key': password({ ...ssl, doc: 'Its key, PEM.' }),
  'schema.registry.ssl.keystore.location': string({ ...ssl, doc: 'File of both, PEM or PKCS12.' }),
  'schema.registry.ssl.keystore.password': password({ ...ssl, doc: 'Password of that file.' }),
  'schema.registry.ssl.keystore.type': string({ ...ssl, doc: 'Not needed: told from the file.' }),
  'schema.registry.ssl.key.password': password({
    ...ssl,
    doc: 'Password of the key, before that of the file.',
  }),
  'schema.registry.ssl.enabled.protocols': string({
    ...ssl,
    doc: 'Versions of TLS: `TLSv1.2`, `TLSv1.3` or both, which is the default.',
  }),
  'schema.registry.ssl.endpoint.identification.algorithm': string({
    ...ssl,
    default: 'https',
    doc: 'Empty: the name in the registry’s certificate is not looked at.',
  }),
})
