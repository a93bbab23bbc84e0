import type { ObjectStore, StoreTarget } from '../storage/object-store.ts'
import type { S3Config } from './s3-config.ts'
import { s3Client, s3ObjectSettings } from './s3-settings.ts'
import { s3Store } from './s3-store.ts'

export const openStore = (config: S3Config, target: StoreTarget): ObjectStore =>
  s3Store(s3Client(config, target), {
    bucket: target.bucket ?? config['s3.bucket.name'],
    endpoint: `${target.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? 'AWS'} (${target.region})`,
    settings: s3ObjectSettings(config),
  })
