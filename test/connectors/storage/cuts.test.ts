import { describe, expect, test } from 'vitest'
import { memoryBucket } from './memory-store.ts'
import { produce, runSlice, world } from './sink-runs.ts'
import { contents, filled, MiB, opener, type Settings, values } from './storage-runs.ts'

describe('cuts', () => {
  test('are named by their start and carry whose they are', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    expect([...bucket.objects.keys()].toSorted()).toEqual([
      'topics/orders/partition=0/orders+0+0000000000.json',
      'topics/orders/partition=0/orders+0+0000000003.json',
      'topics/orders/partition=1/orders+1+0000000000.json',
    ])
    expect(bucket.objects.get('topics/orders/partition=0/orders+0+0000000003.json')?.metadata).toEqual({
      connector: 's3%20sink',
      lineage: '0',
      'topic-id': world.topicId,
      'end-offset': '6',
    })
  })

  test('of many small files share their checkpoints', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, values(900))
    await runSlice(made, { open: opener(bucket), batch: 1000 })
    expect(bucket.objects.size).toBe(300)
    expect(made.stores).toBe(4)
  })

  test('of intents stay below the size of a state', async () => {
    const made = world()
    const bucket = memoryBucket()
    for (let partition = 0; partition < 300; partition++) produce(made, partition, values(3))
    let largest = 0
    const step = () => {
      const states = [...made.checkpoints.values()].map(({ state }) => JSON.stringify(state ?? null))
      largest = Math.max(largest, states.join().length)
    }
    await runSlice(made, { open: opener(bucket), step })
    expect(bucket.objects.size).toBe(300)
    expect(largest).toBeGreaterThan(30_000)
    expect(largest).toBeLessThan(64 * 1024)
  })

  test('leave out what the configuration says, without holding back the checkpoint', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, [null, 'x', null, 'y', 'z', null])
    await runSlice(made, { open: opener(bucket) })
    expect(contents(bucket)).toEqual(['x', 'y', 'z'])
    expect([...bucket.objects.keys()]).toEqual(['topics/orders/partition=0/orders+0+0000000001.json'])
    expect(made.checkpoints.get(0)).toEqual({ offset: 6, state: undefined })
  })

  test('wait for their count, and say for which offset', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, ['x', null, 'y'])
    const { flushed } = await runSlice(made, { open: opener(bucket) })
    expect(flushed).toEqual([{ topic: 'orders', partition: 0, offset: 0, waitsFor: 4 }])
    expect(bucket.objects.size).toBe(0)
    produce(made, 0, ['z'])
    await runSlice(made, { open: opener(bucket) })
    expect(contents(bucket)).toEqual(['x', 'y', 'z'])
  })

  test('end when the schema changes, as with the peer', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, ['x', true, false, true, 'y'])
    await runSlice(made, { open: opener(bucket) })
    expect([...bucket.objects.values()].map(({ body }) => body.toString())).toEqual([
      '"x"\n',
      'true\nfalse\ntrue\n',
    ])
  })
})

describe('rotation by the clock', () => {
  const scheduled = (now: () => number): Settings => ({
    rotation: { records: undefined, bytes: 8 * MiB, schedule: { interval: 600_000, timezone: 'UTC' } },
    now,
  })

  test('waits until the interval ends, over slices and without new records', async () => {
    const made = world()
    const bucket = memoryBucket()
    const start = Date.UTC(2026, 10, 20, 10, 3)
    produce(made, 0, ['x'])
    const { flushed } = await runSlice(made, {
      open: opener(
        bucket,
        scheduled(() => start),
      ),
    })
    expect(flushed).toMatchObject([{ offset: 0, waitsUntil: Date.UTC(2026, 10, 20, 10, 10) }])
    expect(flushed[0]?.waitsFor).toBeGreaterThan(1_000_000)
    produce(made, 0, ['y', 'z'])
    await runSlice(made, {
      open: opener(
        bucket,
        scheduled(() => start + 300_000),
      ),
    })
    expect(bucket.objects.size).toBe(0)
    await runSlice(made, {
      open: opener(
        bucket,
        scheduled(() => start + 420_000),
      ),
    })
    expect(contents(bucket)).toEqual(['x', 'y', 'z'])
    expect(bucket.objects.size).toBe(1)
    expect(made.checkpoints.get(0)).toEqual({ offset: 3, state: undefined })
  })
})
