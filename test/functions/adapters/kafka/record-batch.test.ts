import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c } from '../../../../functions/adapters/kafka/record-batch/crc32c.ts'
import { field } from '../../../../functions/adapters/kafka/record-batch/layout.ts'
import type { Compression, ProducerRecord } from '../../../../functions/runtime/ports/kafka.ts'
import { decode, encodeRaw, encodeRecords, listed, reseal } from './batches.ts'

const codecs: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 300, maxLength: 700 }),
  fc.string({ maxLength: 200 }).map(text => Buffer.from(text.repeat(20))),
)
const record: fc.Arbitrary<ProducerRecord> = fc.record({
  topic: fc.constant('t'),
  key: fc.option(bytes),
  value: fc.option(bytes),
  timestamp: fc.oneof(fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.constant(-1)),
  headers: fc.array(fc.record({ key: fc.string(), value: fc.option(bytes) }), { maxLength: 3 }),
})

const latin1 = (value: Uint8Array | null) => value && Buffer.from(value).toString('latin1')
const expected = (records: readonly ProducerRecord[]) =>
  records.map(({ key, value, timestamp, headers = [] }, offset) => ({
    offset,
    timestamp,
    key: latin1(key),
    value: latin1(value),
    headers: headers.map(header => [header.key, latin1(header.value)]),
  }))

test.each(codecs)('any records come back as they were: %s', codec => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), records => {
      const decoded = decode(encodeRecords(records, codec))
      expect(decoded && listed(decoded)).toEqual(expected(records))
    }),
    { numRuns: 60 },
  )
})

const raw = (values: readonly (string | null)[], keys?: readonly (string | null)[]) => {
  const data: Buffer[] = []
  let end = 0
  const place = (text: string | null) => {
    if (text === null) return [-1, -1]
    data.push(Buffer.from(text, 'latin1'))
    end += data.at(-1)?.length ?? 0
    return [end - (data.at(-1)?.length ?? 0), end]
  }
  const bounds = new Int32Array(values.flatMap(place))
  const keyBounds = keys && new Int32Array(keys.flatMap(place))
  return {
    topic: 't',
    timestamp: 1_700_000_000_000,
    count: values.length,
    values: bounds,
    ...(keyBounds && { keys: keyBounds }),
    data: Buffer.concat(data),
  }
}

test.each(codecs)('raw records come back as they were: %s', codec => {
  const values = Array.from({ length: 3000 }, (_, index) =>
    index % 7 === 3 ? null : `line ${index} `.repeat(index % 50),
  )
  const keys = values.map((_, index) => (index % 3 === 0 ? null : `key ${index}`))
  const withKeys = decode(encodeRaw(raw(values, keys), codec))
  expect(withKeys && listed(withKeys).map(({ value }) => value)).toEqual(values)
  expect(withKeys && listed(withKeys).map(({ key }) => key)).toEqual(keys)
  const without = decode(encodeRaw(raw(values), codec))
  expect(without?.keys).toBeUndefined()
  expect(without && listed(without).map(({ value, offset }) => [value, offset])).toEqual(
    values.map((value, index) => [value, index]),
  )
})

test('records before the position that was asked for are left out, with their keys and headers', () => {
  const records = Array.from({ length: 10 }, (_, index) => ({
    topic: 't',
    key: Buffer.from(`k${index}`),
    value: Buffer.from(`v${index}`),
    timestamp: 1000 + index,
    headers: index === 8 ? [{ key: 'h', value: null }] : [],
  }))
  const batch = encodeRecords(records)
  batch.writeBigInt64BE(100n, field.baseOffset)
  const decoded = decode(batch, 107)
  expect(decoded && listed(decoded)).toEqual([
    { offset: 107, timestamp: 1007, key: 'k7', value: 'v7', headers: [] },
    { offset: 108, timestamp: 1008, key: 'k8', value: 'v8', headers: [['h', null]] },
    { offset: 109, timestamp: 1009, key: 'k9', value: 'v9', headers: [] },
  ])
})

test('the log append time stands for all records of a batch', () => {
  const batch = encodeRaw(raw(['a', 'b']))
  batch.writeInt16BE(0x08, field.attributes)
  batch.writeBigInt64BE(5n, field.maxTimestamp)
  const decoded = decode(reseal(batch))
  expect(decoded?.timestampType).toBe('LOG_APPEND_TIME')
  expect([...(decoded?.timestamps ?? [])]).toEqual([5, 5])
})

test('CRC-32C gives the published values at every alignment', () => {
  const vectors = [
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.alloc(0), 0],
  ] as const
  for (const [text, crc] of vectors)
    for (let shift = 0; shift < 8; shift++) {
      const shifted = Buffer.concat([Buffer.alloc(shift), text, Buffer.alloc(3)])
      expect(crc32c(shifted, shift, shift + text.length)).toBe(crc)
    }
})
