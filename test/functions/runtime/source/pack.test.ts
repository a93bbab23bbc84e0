import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProducerRecord, RawProducerRecords } from '../../../../functions/runtime/ports/kafka.ts'
import { bytesAt } from '../../../../functions/runtime/raw.ts'
import { packing } from '../../../../functions/runtime/source/pack.ts'

const bytes = fc.option(
  fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 300, maxLength: 700 })),
)
const record: fc.Arbitrary<ProducerRecord> = fc
  .record({
    topic: fc.constantFrom('a', 'b'),
    partition: fc.constantFrom(undefined, undefined, undefined, 3),
    key: bytes,
    value: bytes.map(each => each && Buffer.from(each)),
    headers: fc.constantFrom(undefined, undefined, undefined, [{ key: 'h', value: null }]),
    timestamp: fc.nat(),
  })
  .map(({ headers, ...rest }) => (headers === undefined ? rest : { ...rest, headers }))

const unpacked = (raw: RawProducerRecords): readonly ProducerRecord[] =>
  Array.from({ length: raw.count }, (_, i) => ({
    topic: raw.topic,
    partition: raw.partition,
    key: bytesAt(raw.data, raw.keys, i),
    value: bytesAt(raw.data, raw.values, i),
    timestamp: raw.timestamps?.[i] ?? raw.timestamp,
  }))
const plain = ({ topic, partition, key, value, headers, timestamp }: ProducerRecord) =>
  JSON.stringify([topic, partition, key && [...key], value && [...value], headers, timestamp])

test('what is packed is what was added, in its order per topic, whatever it is', () => {
  const property = fc.property(fc.array(record, { maxLength: 600 }), fc.nat(5000), (records, expected) => {
    const packed = packing(expected)
    for (const each of records) packed.add(each)
    const got = packed.end().flatMap(({ raw, rest }) => [...unpacked(raw), ...rest])
    for (const topic of ['a', 'b'])
      expect(got.filter(each => each.topic === topic).map(plain)).toEqual(
        records.filter(each => each.topic === topic).map(plain),
      )
    expect(got.length).toBe(records.length)
  })
  fc.assert(property, { numRuns: 200 })
})

test('so is what lies one behind the other in one buffer, with gaps or without', () => {
  const parts = fc.array(fc.tuple(bytes, bytes, fc.constantFrom(0, 0, 0, 3)), { maxLength: 100 })
  const property = fc.property(parts, fc.nat(200), (drawn, expected) => {
    const chunk = Buffer.alloc(
      drawn
        .flat()
        .reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : (each?.length ?? 0)), 0),
    )
    let at = 0
    const place = (each: Uint8Array | null) => {
      if (each === null) return null
      chunk.set(each, at)
      at += each.length
      return chunk.subarray(at - each.length, at)
    }
    const packed = packing(expected)
    for (const [key, value, gap] of drawn) {
      packed.add({ topic: 'a', key: place(key), value: place(value), timestamp: 0 })
      at += gap
    }
    const got = packed.end().flatMap(({ raw }) => unpacked(raw))
    const wanted = drawn.map(([key, value]) => ({ topic: 'a', key, value, timestamp: 0 }))
    expect(got.map(plain)).toEqual(wanted.map(plain))
  })
  fc.assert(property, { numRuns: 100 })
})

test('what is alike is one run of bytes', () => {
  const packed = packing(0)
  for (let i = 0; i < 1000; i++)
    packed.add({ topic: 'a', key: null, value: Buffer.from(`value ${i}`), timestamp: i })
  const [only, ...others] = packed.end()
  expect(others).toEqual([])
  expect(only?.rest).toEqual([])
  expect(only?.raw.count).toBe(1000)
  expect(only?.raw.keys).toBeUndefined()
})
