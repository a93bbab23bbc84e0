import { boolean, type ConfigOf, defineConfig, int, list, long, password, string } from '../../sdk/config.ts'
import type { Password } from '../../sdk/password.ts'
import { allowing, atLeast, between } from '../../sdk/validators.ts'
import { bulkConfig, flushTimeout } from './bulk-config.ts'
import { connectionConfig } from './connection-config.ts'
import { conversion, conversionConfig, oneOfValues } from './conversion-config.ts'
import { sslKeys } from './ssl-keys.ts'

export const SSL_PREFIX = 'elastic.https.'

const group = 'Connector'
const low = { importance: 'LOW', group } as const
const converted = { importance: 'LOW', group: conversion } as const
const proxy = { importance: 'LOW', group: 'Proxy' } as const
const kerberos = { importance: 'LOW', group: 'Kerberos', default: null } as const

const namePart = (what: string) =>
  allowing<string>(
    `at most 100 characters, no upper case, none of ${'`\\ / * ? " < > | , # - :`'} or space`,
    value => {
      if (value === null) return
      if (value.length > 100) throw new Error(`The specified ${what} must be no longer than 100 characters.`)
      if (value !== value.toLowerCase()) throw new Error(`The specified ${what} must be in all lowercase.`)
      if (/[\\/*?"<>| ,#\-:]/.test(value))
        throw new Error(
          `The specified ${what} must not contain any spaces or invalid characters \\/*?"<>|,#-:`,
        )
    },
  )

const unsupported = <T>(why: string) =>
  allowing<T>('not supported', value => {
    if (value !== null && String(value) !== '') throw new Error(why)
  })

const NO_KERBEROS =
  'Kerberos is not spoken here; connection.username, connection.api.key or certificates say who asks'

export const elasticsearchConfig = defineConfig({
  ...connectionConfig,
  'external.resource.usage': string({
    default: 'DISABLED',
    validator: oneOfValues('index', 'datastream', 'alias_index', 'alias_datastream', 'disabled'),
    importance: 'HIGH',
    group,
    doc: 'What `topic.to.external.resource.mapping` names, which is there already; `DISABLED`: indices or data streams are named after topics and created.',
  }),
  'topic.to.external.resource.mapping': list({
    default: [],
    importance: 'HIGH',
    group,
    doc: 'Where documents go: `topic1:index1,topic2:index2`. All topics must be named.',
  }),
  'max.external.resource.mappings': int({
    default: 15,
    validator: atLeast(1),
    importance: 'MEDIUM',
    group,
    doc: 'How many of them there may be.',
  }),
  'data.stream.type': string({
    ...low,
    default: 'NONE',
    validator: oneOfValues('logs', 'metrics', 'none'),
    doc: 'First part of the names of data streams, `type-dataset-namespace`; `NONE`: documents go to indices.',
  }),
  'data.stream.dataset': string({
    ...low,
    default: '',
    validator: namePart('dataset'),
    doc: 'Second part of the names of data streams.',
  }),
  'data.stream.namespace': string({
    ...low,
    default: `\${topic}`,
    validator: namePart('namespace'),
    doc: `Third part of the names of data streams; \`\${topic}\` stands for the topic.`,
  }),
  'data.stream.timestamp.field': list({
    ...low,
    default: [],
    doc: 'Fields of which the first that a document has is its `@timestamp`; none: the timestamp of the record is.',
  }),
  ...bulkConfig,
  'bulk.size.bytes': long({
    ...low,
    default: 5_242_880,
    validator: between(-1, 2 ** 31 - 1),
    doc: 'Bytes of a request, at most, unless one document has more; -1, and whatever is above: 32 MiB.',
  }),
  'flush.timeout.ms': flushTimeout(180_000),
  'flush.synchronously': boolean({
    ...low,
    default: false,
    doc: 'Not needed: a flush always waits for what was sent, and transformations may change topics.',
  }),
  'connection.compression': boolean({
    ...low,
    default: false,
    doc: 'Whether requests are sent gzipped.',
  }),
  'max.connection.idle.time.ms': int({
    ...low,
    default: 60_000,
    validator: between(-1, 86_400_000),
    doc: 'How long a connection is kept that nothing is sent over, ms; -1: as long as the server keeps it.',
  }),
  ...conversionConfig,
  'behavior.on.null.values': string({
    ...converted,
    default: 'FAIL',
    validator: oneOfValues('ignore', 'delete', 'fail'),
    doc: 'What a null value does: nothing, delete the document that the key names, or fail.',
  }),
  'behavior.on.malformed.documents': string({
    ...converted,
    default: 'FAIL',
    validator: oneOfValues('ignore', 'warn', 'fail'),
    doc: 'What becomes of a document that the server refuses for what it is: left out, left out with a line in the log, or as `errors.tolerance` says. The dead letter queue gets it in any case.',
  }),
  'external.version.header': string({
    ...converted,
    default: '',
    doc: "Header that has a document's version, an integer; empty: it is the record's offset.",
  }),
  'write.method': string({
    ...converted,
    default: 'INSERT',
    validator: oneOfValues('insert', 'upsert'),
    doc: 'Whether a document replaces the one of the same id, or changes only the fields that it has.',
  }),
  'use.autogenerated.ids': boolean({
    default: false,
    importance: 'MEDIUM',
    group,
    doc: 'Whether the server makes ids, with `write.method=INSERT`; then a record that is written again is there twice.',
  }),
  'proxy.host': string({ ...proxy, default: '', doc: 'HTTP proxy through which servers are reached.' }),
  'proxy.port': int({ ...proxy, default: 8080, validator: between(1, 65_535), doc: 'Port of the proxy.' }),
  'proxy.username': string({ ...proxy, default: '', doc: 'User of the proxy, with `proxy.password`.' }),
  'proxy.password': password({ ...proxy, default: null, doc: 'Password of that user.' }),
  'elastic.security.protocol': string({
    default: 'PLAINTEXT',
    validator: oneOfValues('plaintext', 'ssl'),
    importance: 'MEDIUM',
    group: 'Security',
    doc: '`SSL`: the keys `elastic.https.ssl.*` hold for `https` URLs; `PLAINTEXT`: none of them may be set.',
  }),
  ...sslKeys(SSL_PREFIX, 'Security'),
  'kerberos.user.principal': string({
    ...kerberos,
    validator: unsupported<string>(NO_KERBEROS),
    doc: 'Not supported.',
  }),
  'kerberos.keytab.path': string({
    ...kerberos,
    validator: unsupported<string>(NO_KERBEROS),
    doc: 'Not supported.',
  }),
})

export type ElasticsearchConfig = ConfigOf<typeof elasticsearchConfig>

/** A password that is set, when the user is. */
export const proxyUser = (config: ElasticsearchConfig): { name: string; password: Password } | undefined => {
  const { 'proxy.username': name, 'proxy.password': secret } = config
  return name === '' || secret === null ? undefined : { name, password: secret }
}
