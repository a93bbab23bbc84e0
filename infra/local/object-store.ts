import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BucketAlreadyOwnedByYou, CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { InstallOptions } from './artifacts.ts'
import { type Ministack, startMinistack } from './ministack.ts'

export interface ObjectStoreOptions extends InstallOptions {
  /** the objects and the log; a start on the same folder continues */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
  /** made when they are missing */
  readonly buckets?: readonly string[]
}

/** Its endpoint takes path-style requests. */
export interface ObjectStore extends Ministack {
  /** makes a bucket unless it exists */
  createBucket(name: string): Promise<void>
}

const client = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const bucketCreator = (endpoint: string) => async (name: string) => {
  const s3 = client(endpoint)
  try {
    await s3
      .send(new HeadBucketCommand({ Bucket: name }))
      .catch(() => s3.send(new CreateBucketCommand({ Bucket: name })))
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  } finally {
    s3.destroy()
  }
}

/**
 * Starts a local stand-in for S3 and resolves when it answers. An object that was acknowledged survives a kill; a bucket
 * that holds none does not: name it in `buckets`.
 */
export const startObjectStore = async (options: ObjectStoreOptions): Promise<ObjectStore> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(join(dataDir, 'objects'), { recursive: true, mode: 0o700 })
  const started = await startMinistack({
    ...options,
    name: 'object store',
    dataDir,
    pidFile: join(dataDir, 'object-store.pid'),
    services: ['s3'],
    env: { S3_PERSIST: '1', S3_DATA_DIR: join(dataDir, 'objects') },
  })
  const createBucket = bucketCreator(started.endpoint)
  try {
    await Promise.all((options.buckets ?? []).map(createBucket))
  } catch (error) {
    await started.kill()
    throw error
  }
  return { ...started, createBucket }
}
