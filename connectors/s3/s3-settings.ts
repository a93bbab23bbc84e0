import { type ObjectCannedACL, S3Client, type ServerSideEncryption } from '@aws-sdk/client-s3'
import type { StoreTarget } from '../storage/object-store.ts'
import type { S3Config } from './s3-config.ts'

/** What every object is written with. */
export interface S3ObjectSettings {
  readonly ServerSideEncryption?: ServerSideEncryption
  readonly SSEKMSKeyId?: string
  readonly ACL?: ObjectCannedACL
}

export const s3ObjectSettings = (config: S3Config): S3ObjectSettings => ({
  ...(config['s3.ssea.name'] ? { ServerSideEncryption: config['s3.ssea.name'] as ServerSideEncryption } : {}),
  ...(config['s3.sse.kms.key.id'] ? { SSEKMSKeyId: config['s3.sse.kms.key.id'] } : {}),
  ...(config['s3.acl.canned'] ? { ACL: config['s3.acl.canned'] as ObjectCannedACL } : {}),
})

const credentialsOf = (config: S3Config) => {
  const secret = config['aws.secret.access.key']
  if (secret === null) return {}
  return {
    credentials: { accessKeyId: config['aws.access.key.id'], secretAccessKey: secret.reveal() },
  }
}

/** Checksums are added for AWS; stand-ins often know the required ones only. */
export const s3Client = (config: S3Config, target: StoreTarget): S3Client =>
  new S3Client({
    ...credentialsOf(config),
    region: target.region ?? config['s3.region'],
    forcePathStyle: config['s3.path.style.access.enabled'],
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000 },
    ...(target.endpoint === undefined
      ? {}
      : {
          endpoint: target.endpoint,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
  })
