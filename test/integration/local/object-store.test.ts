import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ObjectStore, startObjectStore } from '../../../infra/local/object-store.ts'

const bucket = 'objects'
let dataDir = ''
let stores: ObjectStore[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'object-store-test-'))
})
afterEach(async () => {
  await Promise.all(stores.map(store => store.stop()))
  stores = []
  await rm(dataDir, { recursive: true, force: true })
})

const start = async () => {
  const store = await startObjectStore({ dataDir, buckets: [bucket] })
  stores.push(store)
  return store
}

const client = ({ endpoint }: ObjectStore) =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const putIfAbsent = (key: string) =>
  new PutObjectCommand({ Bucket: bucket, Key: key, Body: key, IfNoneMatch: '*', Metadata: { key } })

/** Puts until the store is gone; the keys that it acknowledged. */
const putUntilGone = async (s3: S3Client, prefix: string) => {
  const keys: string[] = []
  for (let i = 0; ; i++) {
    const key = `${prefix}/${i}`
    const acknowledged = await s3.send(putIfAbsent(key)).then(
      () => true,
      () => false,
    )
    if (!acknowledged) return keys
    keys.push(key)
  }
}

describe('the local object store', () => {
  test('loses no acknowledged object and no metadata when it is killed', async () => {
    const store = await start()
    const writers = ['a', 'b', 'c'].map(prefix => putUntilGone(client(store), prefix))
    await new Promise(resolve => setTimeout(resolve, 1000))
    await store.kill()
    const keys = (await Promise.all(writers)).flat()
    expect(keys.length).toBeGreaterThan(0)
    const s3 = client(await start())
    for (const key of keys) {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      expect([await object.Body?.transformToString(), object.Metadata]).toEqual([key, { key }])
    }
    await expect(s3.send(putIfAbsent(keys[0] ?? ''))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    })
  })

  test('lets one of many put an object that is absent', async () => {
    const s3 = client(await start())
    const puts = await Promise.allSettled(Array.from({ length: 20 }, () => s3.send(putIfAbsent('one'))))
    expect(puts.filter(put => put.status === 'fulfilled')).toHaveLength(1)
  })

  test('makes a bucket once, also when asked again', async () => {
    const store = await start()
    await store.createBucket('more')
    await store.createBucket('more')
    const { Buckets = [] } = await client(store).send(new ListBucketsCommand({}))
    expect(Buckets.map(each => each.Name).sort()).toEqual(['more', bucket])
  })
})
