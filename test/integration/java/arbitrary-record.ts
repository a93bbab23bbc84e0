import fc from 'fast-check'
import { anyDatum, recordDatum, scalarDatum } from './arbitrary-data.ts'
import type { CaseRecord } from './case.ts'

const topic = fc.constantFrom(
  ...[
    'topic',
    'my-topic_1',
    'a.b.c',
    'orders-2024',
    'server.inventory.customers',
    'TOPIC',
    't',
    '$x',
    '0042',
    'a b',
    'été',
  ],
)

const timestamp = fc.oneof(
  fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 }),
  fc.constantFrom(null, 0, -1, 1_709_210_096_789),
)

const anyHeader = fc
  .tuple(fc.constantFrom('h', 'h', 'a', 'x-y', '', '__proto__'), fc.oneof(scalarDatum, anyDatum))
  .map(([key, datum]) => ({ ...datum, key }))

export const record: fc.Arbitrary<CaseRecord> = fc.record({
  topic,
  partition: fc.constantFrom(0, 1, 7, 2_147_483_647),
  timestamp,
  offset: fc.constantFrom(0, 5, Number.MAX_SAFE_INTEGER),
  key: recordDatum,
  value: recordDatum,
  headers: fc.array(anyHeader, { maxLength: 3 }),
})
