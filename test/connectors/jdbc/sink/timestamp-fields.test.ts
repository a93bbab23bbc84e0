import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantReader } from '../../../../connectors/jdbc/sink/timestamp-fields.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'

/** in years that a Date can have */
const int64 = fc.bigInt({ min: -8_640_000_000_000_000_000n, max: 8_640_000_000_000_000_000n })
const asConnect = (count: bigint): Value =>
  count >= Number.MIN_SAFE_INTEGER && count <= Number.MAX_SAFE_INTEGER ? Number(count) : count

describe('fields of timestamp.fields.list', () => {
  it.each([
    ['microseconds', 1000n],
    ['nanoseconds', 1n],
  ] as const)('count %s exactly, as numbers and as texts', (unit, nanos) => {
    const read = instantReader('f', unit)
    fc.assert(
      fc.property(int64, fc.boolean(), (count, asText) => {
        const instant = read(asText ? String(count) : asConnect(count))
        const { ms = 0, nanos: fraction = 0 } = instant ?? {}
        const seconds = BigInt(Math.floor(ms / 1000))
        expect(seconds * 1_000_000_000n + BigInt(fraction)).toBe(count * nanos)
        expect(ms - Number(seconds) * 1000).toBe(Math.floor(fraction / 1_000_000))
      }),
    )
    expect(read(null)).toBeNull()
    expect(() => read(nanos === 1n ? '9'.repeat(30) : 2n ** 63n - 1n)).toThrow('in no year')
  })
})
