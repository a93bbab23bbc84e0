import { expect, test } from 'vitest'
import { stickyPartition } from '../../../../functions/adapters/kafka/producer/partitioner.ts'
import { murmur2, partitionOfKey } from '../../../../functions/runtime/partition-of-key.ts'

// values that Kafka's own clients agree on
const vectors = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
] as const

test.each(vectors)('the hash of %s is that of the Java clients', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash)
  expect(murmur2(Buffer.from(`..${text}..`), 2, 2 + text.length)).toBe(hash)
})

test('a key goes to the partition of its hash without the sign', () => {
  expect(partitionOfKey(7, Buffer.from('foobar'))).toBe((-790332482 & 0x7fff_ffff) % 7)
})

test('records without a key stay together for a batch, then go to the next partition', () => {
  const choose = stickyPartition(1000)
  const chosen = Array.from({ length: 40 }, () => choose(3, 100))
  const runs = chosen.filter((partition, index) => partition !== chosen[index - 1])
  expect(runs).toHaveLength(4)
  expect(new Set(runs).size).toBe(3)
})
