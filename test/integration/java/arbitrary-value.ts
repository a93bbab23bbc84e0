import fc from 'fast-check'
import { Decimal, Float64, newStruct, type Value } from '../../../connectors/sdk/value.ts'
import { name, text } from './arbitrary-text.ts'

const safe = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

export const integer = (bits: bigint): fc.Arbitrary<Value> => {
  const [min, max] = [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, 0n, 1n, -1n)).map(safe)
}

export const bytes: fc.Arbitrary<Uint8Array> = fc
  .uint8Array({ maxLength: 9 })
  .map(value => Buffer.from(value))

export const MILLIS_PER_DAY = 86_400_000
export const instant = fc.oneof(
  fc.date({ min: new Date(-6e13), max: new Date(1e14), noInvalidDate: true }),
  fc
    .constantFrom(0, 1, -1, MILLIS_PER_DAY, -MILLIS_PER_DAY, 951_782_400_000, 1_700_000_000_123)
    .map(millis => new Date(millis)),
)
export const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.constantFrom(0, 2, 1, 9, 30, -3))
  .map(([unscaled, scale]) => new Decimal(unscaled, scale))

export const double = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 1e21, 1e7, 1e-3, 300, 2 ** 53, Number.NaN, 2 ** 63),
)
const float = double.map(value => (Number.isInteger(value) ? new Float64(value) : value))

/** Schemaless values; with what JSON has no form for when `any`. */
const schemaless = (any: boolean): fc.Arbitrary<Value> =>
  fc.letrec<{ value: Value }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(text, integer(64n), float, fc.boolean(), fc.constant(null)),
      ...(any ? [fc.oneof(bytes, instant, decimal)] : []),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(objectOf),
      ...(any
        ? [fc.array(fc.tuple(fc.oneof(name, integer(64n), float), tie('value')), { maxLength: 3 }).map(mapOf)]
        : []),
    ),
  })).value

export const objectOf = (entries: readonly (readonly [string, Value])[]): Value => {
  const struct = newStruct()
  for (const [key, value] of entries) struct[key] = value
  return struct
}

/** Keys that are equal in Java are one, also two floats. */
const mapOf = (entries: readonly (readonly [Value, Value])[]): Value => {
  const byText = new Map(entries.map(entry => [JSON.stringify([typeof entry[0], String(entry[0])]), entry]))
  return new Map(byText.values())
}

export const jsonValue = schemaless(false)
export const anyValue = schemaless(true)
