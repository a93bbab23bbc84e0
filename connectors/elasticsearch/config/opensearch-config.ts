import { boolean, type ConfigOf, defineConfig, int, list, password, string } from '../../sdk/config.ts'
import { allowing, between, nonEmpty, optional } from '../../sdk/validators.ts'
import { bulkConfig, flushTimeout } from './bulk-config.ts'
import { connectionConfig } from './connection-config.ts'
import { conversion, conversionConfig, oneOfTexts } from './conversion-config.ts'
import { sslKeys } from './ssl-keys.ts'

export const SSL_PREFIX = 'connection.'

const converted = { importance: 'LOW', group: conversion } as const
const stream = { importance: 'MEDIUM', group: 'Data Stream' } as const
const aws = { importance: 'MEDIUM', group: 'AWS', default: null } as const
const existing = { importance: 'LOW', group: 'Topic to Existing Resource Mappings' } as const

const jsonPointer = allowing<string>('a JSON pointer', value => {
  if (value !== null && value !== '' && !value.startsWith('/'))
    throw new Error(`Invalid input: JSON Pointer expression must start with '/': "${value}"`)
})

export const opensearchConfig = defineConfig({
  ...connectionConfig,
  ...bulkConfig,
  'flush.timeout.ms': flushTimeout(10_000),
  ...sslKeys(SSL_PREFIX, 'TLS Configuration for HTTPS'),
  'connection.trust.all.certificates': boolean({
    default: false,
    importance: 'LOW',
    group: 'TLS Configuration for HTTPS',
    doc: 'Whether any certificate will do: then nobody knows who the server is.',
  }),
  'aws.access_key_id': string({
    ...aws,
    doc: 'Access key that requests are signed with, with `aws.secret_access_key`; absent, with a region and a service: what the AWS SDK finds in its usual places.',
  }),
  'aws.secret_access_key': password({ ...aws, doc: 'Secret of the access key.' }),
  'aws.region': string({
    ...aws,
    doc: 'Region that requests are signed for. With it and a service, requests are signed.',
  }),
  'aws.service.signing.name': string({
    ...aws,
    doc: 'Service that requests are signed for: `es`, or `aoss` for OpenSearch Serverless.',
  }),
  'aws.sts.role.arn': string({
    ...aws,
    validator: optional(nonEmpty),
    doc: 'Role to take on before, with `aws.sts.role.session.name`.',
  }),
  'aws.sts.role.session.name': string({
    ...aws,
    validator: optional(nonEmpty),
    doc: 'Name of the session with that role.',
  }),
  'aws.sts.role.session.duration': int({
    ...aws,
    default: 3600,
    validator: between(900, 43_200),
    doc: 'How long it lasts, s.',
  }),
  'aws.sts.role.external.id': string({
    ...aws,
    validator: optional(nonEmpty),
    doc: 'External id that the role asks for.',
  }),
  'index.write.method': string({
    ...converted,
    default: 'insert',
    validator: oneOfTexts('insert', 'upsert'),
    doc: 'Whether a document replaces the one of the same id, or changes only the fields that it has.',
  }),
  ...conversionConfig,
  'key.ignore.id.strategy': string({
    ...converted,
    default: 'topic.partition.offset',
    validator: oneOfTexts('none', 'record.key', 'topic.partition.offset'),
    doc: 'What the id is where `key.ignore` holds: made by the server, the key all the same, or topic+partition+offset.',
  }),
  'behavior.on.null.values': string({
    ...converted,
    default: 'ignore',
    validator: oneOfTexts('ignore', 'delete', 'fail'),
    doc: 'What a null value does: nothing, delete the document that the key names, or fail.',
  }),
  'behavior.on.malformed.documents': string({
    ...converted,
    default: 'fail',
    validator: oneOfTexts('ignore', 'warn', 'fail', 'report'),
    doc: 'What becomes of a document that the server refuses for what it is: left out, left out with a line in the log, as `errors.tolerance` says, or left out with a dead letter.',
  }),
  'behavior.on.version.conflict': string({
    ...converted,
    default: 'fail',
    validator: oneOfTexts('ignore', 'warn', 'fail', 'report'),
    doc: 'The same for a document that somebody else keeps changing. A record that was written before, or is older than what is there, is no conflict: it is passed over.',
  }),
  'routing.type': string({
    ...converted,
    default: 'none',
    validator: oneOfTexts('none', 'key', 'value'),
    doc: 'What a document is routed by.',
  }),
  'routing.type.record.value.path': string({
    ...converted,
    default: null,
    validator: jsonPointer,
    doc: 'JSON pointer to the routing in a document, with `routing.type=value`: a text or a number.',
  }),
  'data.stream.enabled': boolean({
    ...stream,
    default: false,
    doc: 'Whether documents go to data streams.',
  }),
  'data.stream.prefix': string({
    ...stream,
    default: null,
    validator: optional(nonEmpty),
    doc: 'What stands before the topic, and a hyphen, in the names of data streams.',
  }),
  'data.stream.timestamp.field': string({
    ...stream,
    default: '@timestamp',
    validator: nonEmpty,
    doc: 'Field that has the time of a document; `@timestamp` is the timestamp of the record where a document has none.',
  }),
  'data.streams.existing.index.template.name': string({
    ...stream,
    default: null,
    doc: 'Index template of the data streams; it is created when there is none of that name.',
  }),
  'existing.resource.type': string({
    ...existing,
    default: 'none',
    validator: oneOfTexts('index', 'data_stream', 'index_alias', 'none'),
    doc: 'What `topic.to.existing.resource.mapping` names, which is there already; `none`: indices or data streams are named after topics and created.',
  }),
  'topic.to.existing.resource.mapping': list({
    ...existing,
    default: [],
    doc: 'Where documents go: `topic1:index1,topic2:index2`. All topics must be named; at most 10.',
  }),
})

export type OpensearchConfig = ConfigOf<typeof opensearchConfig>
