import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { s3Sink } from '../../../connectors/s3/s3-sink.ts'
import { s3Store } from '../../../connectors/s3/s3-store.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { objectStoreConformance } from '../../conformance/object-store.ts'
import { probed } from '../../helpers/probed.ts'
import { createBucket, localClient } from './bucket.ts'

const endpoint = inject('s3Endpoint')
const bucket = 'conformance-bucket'
const client = localClient(endpoint)

beforeAll(() => createBucket(client, bucket))
afterAll(() => client.destroy())

const read = async (key: string) => {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await Body?.transformToByteArray()
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

describe('S3', () => {
  objectStoreConformance(() => ({
    store: s3Store(client, { bucket, endpoint, settings: {} }),
    read,
    absent: s3Store(client, { bucket: 'absent-bucket', endpoint, settings: {} }),
  }))

  test.each([
    [bucket, []],
    ['absent-bucket', [['s3.bucket.name', 'The bucket absent-bucket does not exist']]],
  ])('a probe tells whether the bucket %s is there', async (name, expected) => {
    const config = parseConfig(s3Sink.config, {
      's3.bucket.name': name,
      's3.region': 'us-east-1',
      'store.url': endpoint,
      'aws.access.key.id': 'local',
      'aws.secret.access.key': 'local',
    })
    const found = s3Sink.probe?.(config, { signal: AbortSignal.timeout(10_000) })
    expect(await probed(found)).toEqual(expected)
  })

  test('an endpoint that does not answer is named with its cause', async () => {
    const nowhere = 'http://127.0.0.1:9'
    const unreachable = s3Store(localClient(nowhere), { bucket, endpoint: nowhere, settings: {} })
    const object = { key: 'k', contentType: 'text/plain', metadata: {}, body: Buffer.from('x') }
    const error = await unreachable.put(object, AbortSignal.timeout(10_000)).catch(error => error)
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(error.message).toMatch(
      /Writing k in bucket conformance-bucket at http:\/\/127\.0\.0\.1:9 .*ECONNREFUSED/,
    )
  })
})
