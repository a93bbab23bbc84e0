import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryLimits } from '../../../connectors/storage/memory-limits.ts'
import { runs } from '../../helpers/runs.ts'
import { type Bucket, memoryBucket } from './memory-store.ts'
import { produce, runSlice, type World, world } from './sink-runs.ts'
import { contents, Died, dieAt, filled, MiB, opener, type Settings, values, whole } from './storage-runs.ts'

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

test('whatever is written, rotated, changed and interrupted', async () => {
  const rotation = fc.record({
    records: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    bytes: fc.constantFrom(40, 1_000),
    schedule: fc.option(fc.constant({ interval: 1_000, timezone: 'UTC' }), { nil: undefined }),
  })
  const slice = fc.record({
    produced: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 3,
    }),
    settings: fc.record({ rotation, topicsDir: fc.constantFrom('topics', 'moved'), gzip: fc.boolean() }),
    batch: fc.integer({ min: 1, max: 4 }),
    diesAt: fc.integer({ min: 0, max: 40 }),
    elapsed: fc.integer({ min: 0, max: 3_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(slice, { minLength: 1, maxLength: 6 }), async slices => {
      const made = world()
      const bucket = memoryBucket()
      const expected: string[] = []
      let clock = 0
      for (const [n, { produced, settings, batch, diesAt, elapsed }] of slices.entries()) {
        clock += elapsed
        for (const [partition, count] of produced) {
          const added = values(count, `${n}-${partition}-${expected.length}-`)
          produce(made, partition, added)
          expected.push(...added)
        }
        const open = opener(bucket, { ...settings, now: () => clock })
        await dieAt(diesAt, bucket, step => runSlice(made, { open, step, batch }))
      }
      await runSlice(made, { open: opener(bucket, whole) })
      await runSlice(made, { open: opener(bucket, whole) })
      expect(contents(bucket).toSorted()).toEqual(expected.toSorted())
    }),
    { numRuns: runs(150) },
  )
})
