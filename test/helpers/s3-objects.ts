import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import type { StoredRecords } from './verdict.ts'

/** What a local store takes: any will do, but the SDK wants some. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const

export interface S3Objects {
  createBucket(): Promise<void>
  /** it must be empty */
  deleteBucket(): Promise<void>
  /** keys that begin with the prefix, in the store's order */
  keys(prefix: string): Promise<readonly string[]>
  text(key: string): Promise<string>
  /** the objects of partition 0 of a topic, as the S3 sink names them, a JSON string a line */
  records(topic: string): Promise<readonly StoredRecords[]>
  close(): void
}

const startOf = (key: string): number => {
  const [, start] = /\+0\+(\d+)\.json$/.exec(key) ?? []
  if (start === undefined) throw new Error(`${key} is not named as an object of partition 0`)
  return Number(start)
}

const jsonStrings = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as string)

export const openS3Objects = (endpoint: string, bucket: string): S3Objects => {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: localCredentials,
  })
  const keys: S3Objects['keys'] = async prefix => {
    const found: string[] = []
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) found.push(Key)
    return found
  }
  const text: S3Objects['text'] = async key => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return Body === undefined ? '' : Body.transformToString()
  }
  const records: S3Objects['records'] = async topic => {
    const stored: StoredRecords[] = []
    for (const key of await keys(`topics/${topic}/partition=0/`))
      stored.push({ key, start: startOf(key), values: jsonStrings(await text(key)) })
    return stored
  }
  const createBucket = async () => {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  }
  const deleteBucket = async () => {
    await client.send(new DeleteBucketCommand({ Bucket: bucket }))
  }
  return { createBucket, deleteBucket, keys, text, records, close: () => client.destroy() }
}
