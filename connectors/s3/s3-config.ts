import type { ConfigOf } from '../sdk/config.ts'
import { boolean, className, defineConfig, int, password, string } from '../sdk/config.ts'
import {
  allowing,
  atLeast,
  between,
  nonEmpty,
  oneOf,
  oneOfIgnoringCase,
  optional,
} from '../sdk/validators.ts'
import { MIN_PART_BYTES, type StoreTarget } from '../storage/object-store.ts'
import { storageConfig } from '../storage/storage-config.ts'

export const JSON_FORMAT = 'io.confluent.connect.s3.format.json.JsonFormat'
const BYTE_ARRAY_FORMAT = 'io.confluent.connect.s3.format.bytearray.ByteArrayFormat'
const S3_STORAGE = 'io.confluent.connect.s3.storage.S3Storage'

const cannedAcls = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
]

const httpUrl = allowing<string>('an http or https URL', value => {
  const url = URL.parse(value ?? '')
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new Error('Must be an http or https URL')
})

export const s3Config = defineConfig({
  's3.bucket.name': string({
    validator: nonEmpty,
    importance: 'HIGH',
    doc: 'The bucket. It must exist.',
  }),
  's3.region': string({ default: 'us-west-2', importance: 'MEDIUM', doc: 'Region of the bucket.' }),
  'store.url': string({
    default: null,
    validator: optional(httpUrl),
    importance: 'LOW',
    doc: "Endpoint of a store that speaks S3's protocol; absent: AWS, or what `AWS_ENDPOINT_URL_S3` says.",
  }),
  'format.class': className({
    default: JSON_FORMAT,
    validator: oneOf(JSON_FORMAT, BYTE_ARRAY_FORMAT),
    importance: 'HIGH',
    doc: 'How records stand in an object: a JSON value a line, or their bytes.',
  }),
  'storage.class': className({
    default: S3_STORAGE,
    validator: oneOf(S3_STORAGE),
    importance: 'LOW',
    doc: 'Accepted, so that configurations can be moved here.',
  }),
  ...storageConfig,
  's3.compression.type': string({
    default: 'none',
    validator: oneOfIgnoringCase('none', 'gzip'),
    importance: 'LOW',
    doc: 'Compression of the objects.',
  }),
  's3.compression.level': int({
    default: -1,
    validator: between(-1, 9),
    importance: 'LOW',
    doc: "zlib's level; -1: its default.",
  }),
  's3.part.size': int({
    default: 26_214_400,
    validator: atLeast(MIN_PART_BYTES),
    importance: 'HIGH',
    doc: 'Objects that grow beyond it are uploaded in parts of it, bytes.',
  }),
  'aws.access.key.id': string({
    default: '',
    importance: 'HIGH',
    doc: "Access key; absent: the AWS SDK's usual places.",
  }),
  'aws.secret.access.key': password({
    default: null,
    importance: 'HIGH',
    doc: 'Secret of the access key.',
  }),
  's3.path.style.access.enabled': boolean({
    default: true,
    importance: 'LOW',
    doc: 'Whether the bucket stands in the path of a request, not in its host name.',
  }),
  's3.ssea.name': string({
    default: '',
    validator: optional(oneOf('AES256', 'aws:kms')),
    importance: 'LOW',
    doc: 'Encryption on the server.',
  }),
  's3.sse.kms.key.id': string({
    default: '',
    importance: 'LOW',
    doc: 'Key of the encryption on the server, with `s3.ssea.name=aws:kms`.',
  }),
  's3.acl.canned': string({
    default: null,
    validator: optional(oneOf(...cannedAcls)),
    importance: 'LOW',
    doc: 'Canned ACL of the objects.',
  }),
})

export type S3Config = ConfigOf<typeof s3Config>

export const s3Target = (config: S3Config): StoreTarget => ({
  bucket: config['s3.bucket.name'],
  region: config['s3.region'],
  ...(config['store.url'] ? { endpoint: config['store.url'] } : {}),
})

export const s3Problems = function* (config: S3Config): Iterable<readonly [string, string]> {
  const id = config['aws.access.key.id'] !== ''
  const secret = config['aws.secret.access.key'] !== null
  if (id !== secret)
    yield [
      id ? 'aws.secret.access.key' : 'aws.access.key.id',
      'aws.access.key.id and aws.secret.access.key must be given both or neither',
    ]
  if (config['s3.sse.kms.key.id'] !== '' && config['s3.ssea.name'] !== 'aws:kms')
    yield ['s3.sse.kms.key.id', 's3.sse.kms.key.id is allowed with s3.ssea.name=aws:kms only']
}
