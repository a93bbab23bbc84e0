import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { s3Sink } from '../../../connectors/s3/s3-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { produce, type Run, rawOf, runSlice, world } from '../../connectors/storage/sink-runs.ts'
import { createBucket, localClient, readObjects } from './bucket.ts'

const endpoint = inject('s3Endpoint')
const bucket = 'sink-bucket'
const client = localClient(endpoint)

beforeAll(() => createBucket(client, bucket))
afterAll(() => client.destroy())

const opener =
  (folder: string, properties: Record<string, string> = {}): Run['open'] =>
  async context =>
    s3Sink.open({
      ...context,
      config: parseConfig(s3Sink.config, {
        's3.bucket.name': bucket,
        's3.region': 'us-east-1',
        'store.url': endpoint,
        'topics.dir': folder,
        'aws.access.key.id': 'local',
        'aws.secret.access.key': 'local',
        ...properties,
      }),
    })

const textOf = (objects: Map<string, Buffer>) =>
  Object.fromEntries([...objects].map(([key, body]) => [key, body.toString()]))

describe('the S3 sink', () => {
  test('writes what a slice has read, a JSON value a line', async () => {
    const topic = world()
    produce(topic, 0, ['hello', 'a "quoted" line', { id: 1, name: 'x' }, 2n ** 60n, [1, null]])
    await runSlice(topic, { open: opener('plain') })
    expect(textOf(await readObjects(client, bucket, 'plain/'))).toEqual({
      'plain/orders/partition=0/orders+0+0000000000.json':
        '"hello"\n"a \\"quoted\\" line"\n{"id":1,"name":"x"}\n1152921504606846976\n[1,null]\n',
    })
  })

  test('divides by flush.size and completes what a dead run began', async () => {
    const topic = world()
    produce(topic, 0, ['a', 'b', 'c', 'd', 'e'])
    const properties = { 'flush.size': '2', 's3.compression.type': 'gzip' }
    let checkpoints = 0
    const dies = runSlice(topic, {
      open: opener('counted', properties),
      step: at => {
        if (at === 'after checkpoint' && ++checkpoints === 1) throw new Error('died')
      },
    })
    await expect(dies).rejects.toThrow('died')
    expect((await readObjects(client, bucket, 'counted/')).size).toBe(0)
    await runSlice(topic, { open: opener('counted', properties) })
    await runSlice(topic, { open: opener('counted') })
    const objects = await readObjects(client, bucket, 'counted/')
    const read = [...objects].map(([key, body]) => [
      key,
      (key.endsWith('.gz') ? gunzipSync(body) : body).toString(),
    ])
    expect(Object.fromEntries(read)).toEqual({
      'counted/orders/partition=0/orders+0+0000000000.json.gz': '"a"\n"b"\n',
      'counted/orders/partition=0/orders+0+0000000002.json.gz': '"c"\n"d"\n',
      'counted/orders/partition=0/orders+0+0000000004.json': '"e"\n',
    })
  })

  test('passes bytes as they are', async () => {
    const topic = world()
    const values = [Buffer.from([0, 255, 10]), Buffer.from('text'), Buffer.alloc(0)]
    produce(topic, 0, values)
    const properties = { 'format.class': 'io.confluent.connect.s3.format.bytearray.ByteArrayFormat' }
    await runSlice(topic, { open: opener('raw', properties), raw: rawOf })
    const objects = await readObjects(client, bucket, 'raw/')
    expect([...objects.keys()]).toEqual(['raw/orders/partition=0/orders+0+0000000000.bin'])
    expect([...objects.values()]).toEqual([Buffer.from([0, 255, 10, 10, ...Buffer.from('text'), 10, 10])])
  })

  test('uploads a large file in parts', async () => {
    const topic = world()
    const values = Array.from({ length: 180 }, (_, i) => `${i}:`.padEnd(64 * 1024, 'x'))
    produce(topic, 0, values)
    const properties = { 'flush.size': '180', 's3.part.size': '5242880' }
    await runSlice(topic, { open: opener('large', properties), batch: 20 })
    const objects = await readObjects(client, bucket, 'large/')
    expect(objects.size).toBe(1)
    const [body = Buffer.alloc(0)] = objects.values()
    expect(body.toString()).toBe(values.map(value => `${JSON.stringify(value)}\n`).join(''))
    expect(topic.checkpoints.get(0)).toEqual({ offset: 180, state: undefined })
  })

  test('says that the region is wrong', async () => {
    const topic = world()
    produce(topic, 0, ['a'])
    const run = runSlice(topic, { open: opener('region', { 's3.region': 'eu-west-1' }) })
    await expect(run).rejects.toThrow(
      /sink-bucket at http.*\(eu-west-1\) failed.*another region than s3.region/,
    )
  })

  test('says which bucket is missing, and may be tried again', async () => {
    const topic = world()
    produce(topic, 0, ['a'])
    const run = runSlice(topic, { open: opener('none', { 's3.bucket.name': 'not-made-yet' }) })
    const error = await run.catch(error => error)
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(error.message).toMatch(/bucket not-made-yet at http.*NoSuchBucket/)
    expect(topic.checkpoints.get(0)?.state).toBeUndefined()
    await createBucket(client, 'not-made-yet')
    await runSlice(topic, { open: opener('none', { 's3.bucket.name': 'not-made-yet' }) })
    expect((await readObjects(client, 'not-made-yet', 'none/')).size).toBe(1)
  })
})
