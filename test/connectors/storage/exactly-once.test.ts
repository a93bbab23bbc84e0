import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { memoryLimits } from '../../../connectors/storage/memory-limits.ts'
import { openStorageWriter, type StorageOptions } from '../../../connectors/storage/storage-writer.ts'
import { type Bucket, memoryBucket, memoryStore } from './memory-store.ts'
import { produce, type Run, runSlice, type World, world } from './sink-runs.ts'

type Settings = Partial<Pick<StorageOptions, 'rotation' | 'nulls' | 'limits' | 'now'>> & {
  readonly topicsDir?: string
  readonly gzip?: boolean
}

const MiB = 1024 * 1024

const opener =
  (bucket: Bucket, settings: Settings = {}): Run['open'] =>
  context =>
    openStorageWriter({
      context,
      layoutOf: ({ topic, partition }) => ({
        target: { bucket: 'bucket' },
        prefix: `${settings.topicsDir ?? 'topics'}/${topic}/partition=${partition}/${topic}+${partition}+`,
        pad: 10,
        extension: settings.gzip ? '.json.gz' : '.json',
        format: { name: 'json', decimalFormat: 'BASE64' },
        compression: { type: settings.gzip ? 'gzip' : 'none', level: -1 },
      }),
      openStore: () => memoryStore(bucket),
      rotation: { records: 3, bytes: undefined, schedule: undefined },
      nulls: 'ignore',
      limits: memoryLimits(5 * MiB),
      now: Date.now,
      ...settings,
    })

const linesOf = (key: string, body: Buffer): string[] => {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString()
  return text.split('\n').slice(0, -1)
}

const contents = (bucket: Bucket): string[] =>
  [...bucket.objects]
    .toSorted()
    .flatMap(([key, { body }]) => linesOf(key, body).map(line => JSON.parse(line)))

const whole: Settings = { rotation: { records: undefined, bytes: 8 * MiB, schedule: undefined } }

const values = (count: number, prefix = 'v') => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

const filled = (): { world: World; bucket: Bucket; expected: string[] } => {
  const made = world()
  produce(made, 0, values(7, 'a'))
  produce(made, 1, values(4, 'b'))
  return { world: made, bucket: memoryBucket(), expected: [...values(6, 'a'), ...values(3, 'b')] }
}

class Died extends Error {}

/** Dies at the n-th point, in the process or around a call to the store; dead processes write nothing more. */
const dyingAt = (n: number, bucket: Bucket) => {
  let points = 0
  const step = () => {
    if (points++ >= n) throw new Died()
  }
  bucket.hook = step
  return { step, survived: () => points <= n }
}

const dieAt = async (n: number, bucket: Bucket, slice: (step: () => void) => Promise<unknown>) => {
  const death = dyingAt(n, bucket)
  await slice(death.step).catch(error => {
    if (!(error instanceof Died)) throw error
  })
  bucket.hook = () => {}
  return death.survived()
}

describe('every record is in exactly one object', () => {
  const cases: readonly (readonly [string, Settings, Settings])[] = [
    ['flush.size', {}, {}],
    ['gzip', { gzip: true }, { gzip: true }],
    ['no flush.size', whole, whole],
    ['folder changed with an open intent', {}, { topicsDir: 'moved' }],
    [
      'flush.size changed with an open intent',
      {},
      { rotation: { records: 2, bytes: undefined, schedule: undefined } },
    ],
    ['flush.size taken out with an open intent', {}, whole],
    ['compression changed with an open intent', {}, { gzip: true }],
  ]
  test.each(cases)('whenever the process dies: %s', async (_name, before, after) => {
    for (let n = 0, survived = false; !survived; n++) {
      const { world, bucket } = filled()
      survived = await dieAt(n, bucket, step => runSlice(world, { open: opener(bucket, before), step }))
      await runSlice(world, { open: opener(bucket, after) })
      produce(world, 0, values(2, 'c'))
      produce(world, 1, values(2, 'd'))
      await runSlice(world, { open: opener(bucket, whole) })
      const all = [...values(7, 'a'), ...values(2, 'c'), ...values(4, 'b'), ...values(2, 'd')]
      expect(contents(bucket).toSorted()).toEqual(all.toSorted())
    }
  })

  test('whenever it dies twice', async () => {
    for (let first = 0, survivedFirst = false; !survivedFirst; first++) {
      for (let second = 0, survived = false; !survived; second++) {
        const { world, bucket, expected } = filled()
        survivedFirst = await dieAt(first, bucket, step => runSlice(world, { open: opener(bucket), step }))
        survived = await dieAt(second, bucket, step => runSlice(world, { open: opener(bucket), step }))
        await runSlice(world, { open: opener(bucket) })
        expect(contents(bucket)).toEqual(expected)
      }
    }
  })

  test('when the put of a frozen run lands after its successor', async () => {
    for (let late = 0; late < 3; late++) {
      const { world, bucket, expected } = filled()
      const thaw = Promise.withResolvers<void>()
      let puts = 0
      bucket.hook = call => (call === 'before put' && puts++ === late ? thaw.promise : undefined)
      const frozen = runSlice(world, { open: opener(bucket) }).catch(error => error)
      await expect.poll(() => puts).toBe(3)
      bucket.hook = () => {}
      await runSlice(world, { open: opener(bucket) })
      thaw.resolve()
      expect(await frozen).toMatchObject({ message: 'fenced' })
      expect(contents(bucket)).toEqual(expected)
    }
  })
})

test('a cut is completed only when all its records have come', async () => {
  const { world, bucket, expected } = filled()
  const step = (at: string) => {
    if (at === 'after checkpoint') throw new Died()
  }
  await expect(runSlice(world, { open: opener(bucket), step })).rejects.toThrow(Died)
  const intended = new Map(world.checkpoints)
  const { flushed } = await runSlice(world, { open: opener(bucket), most: 2 })
  expect(bucket.objects.size).toBe(0)
  expect(world.checkpoints).toEqual(intended)
  expect(flushed).toMatchObject([
    { offset: 0, waitsFor: 1 },
    { offset: 0, waitsFor: 1 },
  ])
  await runSlice(world, { open: opener(bucket) })
  expect(contents(bucket)).toEqual(expected)
})

describe('what a dead run had put', () => {
  const dies = async (world: World, bucket: Bucket, settings: Settings = {}) => {
    let puts = 0
    bucket.hook = call => {
      if (call === 'after put' || call === 'after complete') puts++
    }
    const step = (at: string) => {
      if (at === 'before checkpoint' && puts > 0) throw new Died()
    }
    await expect(runSlice(world, { open: opener(bucket, settings), step })).rejects.toThrow(Died)
    bucket.hook = () => {}
  }

  test('is not read again', async () => {
    const { world, bucket, expected } = filled()
    await dies(world, bucket)
    let writes = 0
    const step = (at: string) => {
      if (at === 'after write') writes++
    }
    await runSlice(world, { open: opener(bucket), step, batch: 1 })
    expect(writes).toBe(2)
    expect(contents(bucket)).toEqual(expected)
  })

  test('is known also when it went up in parts', async () => {
    const made = world()
    const bucket = memoryBucket()
    const limits = { ...memoryLimits(MiB), leastPartBytes: MiB }
    const settings = { limits, rotation: { records: 2, bytes: undefined, schedule: undefined } }
    produce(made, 0, ['x'.repeat(2 * MiB), 'y'])
    await dies(made, bucket, settings)
    const { flushed } = await runSlice(made, { open: opener(bucket, settings), batch: 1 })
    expect(flushed).toEqual([{ topic: 'orders', partition: 0, offset: 2, state: null }])
    expect([...bucket.objects.values()].map(({ metadata }) => metadata.cut)).toEqual([expect.any(String)])
  })
})

test('an absent bucket is noticed before an intent is stored', async () => {
  const { world, bucket, expected } = filled()
  bucket.exists = false
  await expect(runSlice(world, { open: opener(bucket) })).rejects.toThrow('NoSuchBucket')
  expect([...world.checkpoints.values()].filter(({ state }) => state !== undefined)).toEqual([])
  bucket.exists = true
  await runSlice(world, { open: opener(bucket) })
  expect(contents(bucket)).toEqual(expected)
})

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

describe('what is not ours', () => {
  const name = 'topics/orders/partition=0/orders+0+0000000000.json'
  const fatal = { code: 'FATAL', retriable: false }

  test('an object of another lineage is never adopted, and the error names it', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    world.lineage++
    const error = await runSlice(world, { open: opener(bucket) }).catch(error => error)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject(fatal)
    expect(error.message).toContain(name)
  })

  test('nor is one of a topic that had the same name', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    world.topicId = 'BBBBBBBBBBBBBBBBBBBBBB'
    await expect(runSlice(world, { open: opener(bucket) })).rejects.toMatchObject(fatal)
  })

  test('nor is another cut', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    const two = { rotation: { records: 2, bytes: undefined, schedule: undefined } }
    await expect(runSlice(world, { open: opener(bucket, two) })).rejects.toMatchObject(fatal)
  })

  test('an intent of a topic that had the same name is not completed', async () => {
    const { world, bucket } = filled()
    await runSlice(world, {
      open: opener(bucket),
      step: at => {
        if (at === 'after checkpoint') throw new Died()
      },
    }).catch(() => {})
    expect(world.checkpoints.get(0)?.state).toBeDefined()
    world.topicId = 'BBBBBBBBBBBBBBBBBBBBBB'
    const error = await runSlice(world, { open: opener(bucket) }).catch(error => error)
    expect(error).toMatchObject(fatal)
    expect(error.message).toContain(world.topicId)
  })

  test('nothing is written once the lease does not allow it', async () => {
    const { world, bucket } = filled()
    await expect(runSlice(world, { open: opener(bucket), mayWrite: () => false })).rejects.toMatchObject({
      code: 'FENCED',
    })
    expect(bucket.objects.size).toBe(0)
  })
})

describe('large files', () => {
  const line = (i: number) => `${i}:`.padEnd(16 * 1024, 'x')
  const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i))
  const limits = { partBytes: MiB, leastPartBytes: 512 * 1024, closedBytes: 8 * MiB, totalBytes: 6 * MiB }
  const large: Settings = { rotation: { records: 200, bytes: undefined, schedule: undefined }, limits }

  test('go up in parts, whenever the process dies', async () => {
    for (let n = 0, survived = false; !survived; n += 5) {
      const made = world()
      const bucket = memoryBucket()
      produce(made, 0, lines(200))
      survived = await dieAt(n, bucket, step =>
        runSlice(made, { open: opener(bucket, large), step, batch: 20 }),
      )
      await runSlice(made, { open: opener(bucket, large), batch: 20 })
      expect(bucket.objects.size).toBe(1)
      expect(contents(bucket)).toEqual(lines(200))
      if (survived) expect(bucket.uploads.size).toBe(0)
    }
  })

  test('that are not full are given up at the end, and read again', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, lines(190))
    await runSlice(made, { open: opener(bucket, large), batch: 20 })
    expect(bucket.objects.size + bucket.uploads.size).toBe(0)
    expect(made.checkpoints.get(0)?.offset).toBe(0)
  })

  test('leave memory bounded: the smallest wait for the next slice', async () => {
    const made = world()
    const bucket = memoryBucket()
    const scarce = { ...large, limits: { ...limits, partBytes: 4 * MiB, leastPartBytes: 2 * MiB } }
    for (let partition = 0; partition < 14; partition++) produce(made, partition, lines(75))
    const { flushed } = await runSlice(made, { open: opener(bucket, scarce), batch: 25 })
    expect(flushed).toHaveLength(14)
    expect(flushed.filter(({ waitsFor }) => waitsFor === 1).length).toBeGreaterThan(0)
    for (let partition = 0; partition < 14; partition++) produce(made, partition, lines(125))
    while ([...made.checkpoints.values()].some(({ offset = 0 }) => offset < 200))
      await runSlice(made, { open: opener(bucket, scarce), batch: 25 })
    expect(bucket.objects.size).toBe(14)
    expect(bucket.uploads.size).toBe(0)
  })

  test('without a count end at 8 MiB', async () => {
    const made = world()
    const bucket = memoryBucket()
    produce(made, 0, lines(1200))
    await runSlice(made, { open: opener(bucket, whole), batch: 20 })
    expect([...bucket.objects.values()].map(({ body }) => Math.round(body.length / MiB))).toEqual([8, 8, 3])
    expect(contents(bucket)).toEqual(lines(1200))
  })
})
