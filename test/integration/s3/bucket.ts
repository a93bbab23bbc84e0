import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'

export const localClient = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

export const createBucket = async (client: S3Client, bucket: string): Promise<void> => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
}

/** Every object under a folder, by key. */
export const readObjects = async (
  client: S3Client,
  bucket: string,
  folder: string,
): Promise<Map<string, Buffer>> => {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder }))
  const objects = new Map<string, Buffer>()
  for (const { Key } of Contents) {
    if (Key === undefined) continue
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
    objects.set(Key, Buffer.from((await Body?.transformToByteArray()) ?? []))
  }
  return objects
}
