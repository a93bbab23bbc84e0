import {
  HeadBucketCommand,
  ListObjectsV2Command,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { type Finding, UNREACHABLE } from '../sdk/problem.ts'
import { type S3Config, s3Target } from './s3-config.ts'
import { s3Client } from './s3-settings.ts'

const bucketKey = 's3.bucket.name'
const urlKey = 'store.url'

/** Which key is wrong when S3 refuses a request. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const refusals: Readonly<Record<string, Finding>> = {
  InvalidAccessKeyId: ['aws.access.key.id', 'S3 does not know this access key'],
  SignatureDoesNotMatch: ['aws.secret.access.key', 'It is not the secret of this access key'],
  InvalidBucketName: [bucketKey, 'It is no name of a bucket'],
  NoSuchBucket: [bucketKey, 'The bucket does not exist'],
  CredentialsProviderError: [
    'aws.access.key.id',
    'There are no credentials, neither here nor in the usual places',
  ],
}

const untold: Finding = [
  bucketKey,
  'Access to the bucket is denied; whether objects may be written to it cannot be told without writing',
  'warning',
]

const regionOf = ({ $response }: S3ServiceException): string | undefined =>
  $response?.headers['x-amz-bucket-region']

/** What speaks HTTP but is no S3 had better not be described: whoever asks might be looking around. */
const isFromS3 = (error: unknown): error is S3ServiceException =>
  error instanceof S3ServiceException && error.$metadata.requestId !== undefined

const findingOf = (error: unknown, config: S3Config): Finding => {
  const known = error instanceof Error ? refusals[error.name] : undefined
  if (!isFromS3(error))
    return error instanceof Error && error.name === 'CredentialsProviderError' && known !== undefined
      ? known
      : [config[urlKey] ? urlKey : 's3.region', UNREACHABLE]
  const region = regionOf(error)
  if (region !== undefined && region !== config['s3.region'])
    return ['s3.region', `The bucket is in ${region}, got ${config['s3.region']}`]
  if (known !== undefined) return known
  const status = error.$metadata.httpStatusCode
  if (status === 404) return [bucketKey, 'The bucket does not exist']
  return status === 403 ? untold : [bucketKey, `S3 answers with HTTP ${status}`, 'warning']
}

interface Asked {
  readonly client: S3Client
  readonly config: S3Config
  readonly signal: AbortSignal
}

/** An answer to HEAD has no body, so it does not say why: the refusal of a list does. */
const reasonOf = async ({ client, config, signal }: Asked, refused: unknown): Promise<unknown> => {
  if (!isFromS3(refused) || refused.$metadata.httpStatusCode !== 403) return refused
  try {
    const command = new ListObjectsV2Command({ Bucket: config[bucketKey], MaxKeys: 1 })
    await client.send(command, { abortSignal: signal })
    return undefined
  } catch (error) {
    return error
  }
}

/** Whether the bucket is there and lets us in, without writing to it. */
export const probeBucket = async function* (
  config: S3Config,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  const client = s3Client(config, s3Target(config))
  try {
    await client.send(new HeadBucketCommand({ Bucket: config[bucketKey] }), { abortSignal: signal })
  } catch (error) {
    const reason = await reasonOf({ client, config, signal }, error)
    if (reason !== undefined) yield findingOf(reason, config)
  } finally {
    client.destroy()
  }
}
