import { expect, test } from 'vitest'
import { watchProgress } from '../../bench/progress.ts'

const counts = (...found: number[]) => {
  let look = 0
  return async () => found[Math.min(look++, found.length - 1)] ?? 0
}
const options = { interval: 1, describe: async () => 'described' }

test('the rate counts what came after the first look that found something', async () => {
  const { rate, wall } = await watchProgress({
    ...options,
    interval: 20,
    count: counts(0, 0, 400, 1000),
    target: 1000,
  })
  expect(wall).toBeGreaterThan(55)
  // 600 in one interval
  expect(rate).toBeGreaterThan((600 / wall) * 1000)
  expect(rate).toBeLessThan(600 / 0.015)
})

test('all at once has the rate of the whole time', async () => {
  const { rate, wall } = await watchProgress({ ...options, count: counts(0, 1000), target: 1000 })
  expect(rate).toBeCloseTo((1000 / wall) * 1000)
})

test('more than was sent is an error', async () => {
  await expect(watchProgress({ ...options, count: counts(0, 1001), target: 1000 })).rejects.toThrow(
    '1001 arrived where 1000 were sent',
  )
})

test('when nothing moves, the error says what the system says', async () => {
  const watching = watchProgress({ ...options, count: counts(0, 3), target: 5, patience: 30 })
  await expect(watching).rejects.toThrow('nothing after 3 of 5: described')
})
