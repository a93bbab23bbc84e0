import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import { field } from '../../../../functions/adapters/kafka/record-batch/layout.ts'
import type { Compression } from '../../../../functions/runtime/ports/kafka.ts'
import { runs } from '../../../helpers/runs.ts'
import { decode, encodeRecords, listed, reseal } from './batches.ts'

const codecs: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const limit = 1 << 20

const sample = (codec: Compression) =>
  encodeRecords(
    Array.from({ length: 20 }, (_, index) => ({
      topic: 't',
      key: index % 2 ? Buffer.from(`key ${index}`) : null,
      value: Buffer.from(`value ${index} `.repeat(index)),
      timestamp: 1_700_000_000_000 + index,
      headers: [{ key: 'name', value: Buffer.from('header') }],
    })),
    codec,
  )

/** Decodes and touches everything: what is wrong is said by a ConnectError, or it is right. */
const survives = (bytes: Buffer) => {
  try {
    const decoded = decode(bytes, 0, limit)
    if (decoded) listed(decoded)
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
  }
}

test('random bytes are refused or run out', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => survives(Buffer.from(bytes))),
    {
      numRuns: runs(1500),
    },
  )
})

test.each(codecs)('random records behind a right header and checksum are refused: %s', codec => {
  const header = sample(codec).subarray(0, field.records)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(30), (bytes, count) => {
      const batch = Buffer.concat([header, bytes])
      batch.writeInt32BE(batch.length - 12, field.length)
      batch.writeInt32BE(count, field.count)
      survives(reseal(batch))
    }),
    { numRuns: runs(1500) },
  )
})

test.each(codecs)('changed bytes are found by the checksum, and survived with a right one: %s', codec => {
  const batch = sample(codec)
  const change = fc.record({ at: fc.nat(batch.length - 1), by: fc.integer({ min: 1, max: 255 }) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), changes => {
      const copy = Buffer.from(batch)
      for (const { at, by } of changes) copy[at] = ((copy[at] ?? 0) + by) & 0xff
      survives(copy)
      // the length and the format are not covered by the checksum
      copy.writeInt32BE(copy.length - 12, field.length)
      copy.writeInt8(2, field.magic)
      survives(reseal(copy))
    }),
    { numRuns: runs(1500) },
  )
})

test.each(codecs)('a batch cut off anywhere is no batch, or corrupt: %s', codec => {
  const batch = sample(codec)
  for (let end = 0; end < batch.length; end++) expect(decode(batch.subarray(0, end))).toBeUndefined()
  for (let end = field.records; end < batch.length; end++) {
    const cut = Buffer.from(batch.subarray(0, end))
    cut.writeInt32BE(cut.length - 12, field.length)
    expect(() => decode(reseal(cut))).toThrow(ConnectError)
  }
})

test('a wrong checksum names both', () => {
  const batch = sample('none')
  batch[batch.length - 1] = 1
  expect(() => decode(batch)).toThrow(/CRC-32C is \d+, its header says \d+/)
})

test('a count that the bytes cannot hold is refused before anything is allocated for it', () => {
  const batch = sample('none')
  batch.writeInt32BE(0x7fff_ffff, field.count)
  const before = process.memoryUsage().arrayBuffers
  expect(() => decode(reseal(batch))).toThrow(/2147483647 records in \d+ bytes/)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
})

// 64 MiB of zeros in 64 KiB matches of snappy or lz4, or whatever gzip and zstd make of them
const zeros = Buffer.alloc(64 << 20)
const snappyBomb = () => {
  const copies = Buffer.alloc(3 * 1_000_000)
  for (let at = 0; at < copies.length; at += 3) copies.set([0xfe, 1, 0], at)
  return Buffer.concat([Buffer.from([0xc0, 0x90, 0xa1, 0x1e, 0, 0]), copies])
}
const lz4Bomb = () => {
  const block = Buffer.concat([Buffer.from([0x1f, 0, 1, 0]), Buffer.alloc(250_000, 255), Buffer.from([0])])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(block.length)
  return Buffer.concat([Buffer.from([4, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73]), size, block, Buffer.alloc(4)])
}
const bombs = {
  gzip: () => gzipSync(zeros),
  zstd: () => zstdCompressSync(zeros),
  snappy: snappyBomb,
  lz4: lz4Bomb,
} as const

test.each(['gzip', 'zstd', 'snappy', 'lz4'] as const)('a bomb is refused within bounds: %s', codec => {
  const batch = Buffer.concat([sample(codec).subarray(0, field.records), bombs[codec]()])
  batch.writeInt32BE(batch.length - 12, field.length)
  reseal(batch)
  const memory = process.memoryUsage().arrayBuffers
  const start = performance.now()
  expect(() => decode(batch, 0, limit)).toThrow(/at most 1048576 bytes when unpacked/)
  expect(performance.now() - start).toBeLessThan(2000)
  expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(8 * limit)
})

test('other formats are named', () => {
  const batch = sample('none')
  batch.writeInt8(1, field.magic)
  expect(() => decode(batch)).toThrow('Record format 1 is not read here')
})
