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
const secretKey = 'aws.secret.access.key'

/** What is wrong when S3 refuses a request. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const refusal = (code: string, config: S3Config): Finding | undefined => {
  const { [bucketKey]: bucket, 'aws.access.key.id': id } = config
  switch (code) {
    case 'InvalidAccessKeyId':
      return ['aws.access.key.id', `S3 does not know the access key ${id}`]
    case 'SignatureDoesNotMatch':
      return [secretKey, `${secretKey} is not the secret of the access key ${id}`]
    case 'InvalidBucketName':
      return [bucketKey, `${bucket} is no name of a bucket`]
    case 'NoSuchBucket':
    case 'NotFound':
      return [bucketKey, `The bucket ${bucket} does not exist`]
    default:
      return undefined
  }
}

/** Whoever may write objects may be forbidden to look at the bucket. */
const untold = ({ [bucketKey]: bucket }: S3Config, status: number | undefined): Finding => [
  bucketKey,
  `S3 answers with HTTP ${status} when it is asked for the bucket ${bucket}; whether objects may be written to it cannot be told without writing`,
  'warning',
]

const noCredentials: Finding = [
  'aws.access.key.id',
  'There are no credentials, neither here nor in the usual places',
]

const regionOf = ({ $response }: S3ServiceException): string | undefined =>
  $response?.headers['x-amz-bucket-region']

/** What speaks HTTP but is no S3 had better not be described: whoever asks might be looking around. */
const isFromS3 = (error: unknown): error is S3ServiceException =>
  error instanceof S3ServiceException && error.$metadata.requestId !== undefined

const findingOf = (error: unknown, config: S3Config): Finding => {
  if (error instanceof Error && error.name === 'CredentialsProviderError') return noCredentials
  if (!isFromS3(error)) return [config[urlKey] ? urlKey : 's3.region', UNREACHABLE]
  const region = regionOf(error)
  if (region !== undefined && region !== config['s3.region'])
    return ['s3.region', `The bucket ${config[bucketKey]} is in ${region}, got ${config['s3.region']}`]
  return refusal(error.name, config) ?? untold(config, error.$metadata.httpStatusCode)
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
