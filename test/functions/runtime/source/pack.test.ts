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
