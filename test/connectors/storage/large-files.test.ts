import { describe, expect, test } from 'vitest'
import { thorough } from '../../helpers/runs.ts'
import { memoryBucket } from './memory-store.ts'
import { produce, runSlice, world } from './sink-runs.ts'
import { contents, dieAt, MiB, opener, type Settings, whole } from './storage-runs.ts'

describe('large files', () => {
  const line = (i: number) => `${i}:`.padEnd(16 * 1024, 'x')
  const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i))
  const limits = { partBytes: MiB, leastPartBytes: 512 * 1024, closedBytes: 8 * MiB, totalBytes: 6 * MiB }
  const large: Settings = { rotation: { records: 200, bytes: undefined, schedule: undefined }, limits }

  test('go up in parts, whenever the process dies', async () => {
    for (let n = 0, survived = false; !survived; n += thorough ? 5 : 20) {
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
