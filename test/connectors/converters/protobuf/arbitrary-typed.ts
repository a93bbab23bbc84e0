import fc from 'fast-check'
import {
  DATE,
  decimalSchema,
  type Field,
  type Schema,
  TIME,
  TIMESTAMP,
} from '../../../../connectors/sdk/schema.ts'
import { Decimal, type Struct, type Value } from '../../../../connectors/sdk/value.ts'

/** A schema with a value that a message in it keeps. */
export interface Typed {
  readonly schema: Schema
  readonly value: Value
}

const of = (schema: Schema, values: fc.Arbitrary<Value>): fc.Arbitrary<Typed> =>
  values.map(value => ({ schema, value }))

const int64 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map(value => (Number.isSafeInteger(Number(value)) ? Number(value) : value))
const text = fc.string({ unit: 'grapheme', maxLength: 50 })
const dates = (min: string, max: string) =>
  fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
const days = fc.integer({ min: -700_000, max: 2_900_000 }).map(day => new Date(day * 86_400_000))

const primitives: readonly fc.Arbitrary<Typed>[] = [
  of({ type: 'int8' }, fc.integer({ min: -128, max: 127 })),
  of({ type: 'int16' }, fc.integer({ min: -32768, max: 32767 })),
  of({ type: 'int32' }, fc.integer()),
  of({ type: 'int64' }, int64),
  of({ type: 'float32' }, fc.float()),
  of({ type: 'float64' }, fc.double()),
  of({ type: 'boolean' }, fc.boolean()),
  of({ type: 'string' }, text),
  of({ type: 'bytes' }, fc.uint8Array()),
  of(
    decimalSchema(2),
    fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map(n => new Decimal(n, 2)),
  ),
  of(DATE, days),
  of(
    TIME,
    fc.integer({ min: 0, max: 86_399_999 }).map(ms => new Date(ms)),
  ),
  of(TIMESTAMP, dates('0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z')),
]

const primitive = fc.oneof(...primitives)

const listOf = (item: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> =>
  fc.tuple(item, fc.nat({ max: 5 })).map(([{ schema, value }, length]) => ({
    schema: { type: 'array', items: schema },
    value: Array.from({ length }, () => value),
  }))

const mapOf = (item: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> =>
  fc.tuple(fc.uniqueArray(text, { maxLength: 4 }), item).map(([keys, { schema, value }]) => ({
    schema: { type: 'map', keys: { type: 'string' }, values: schema },
    value: new Map(keys.map(key => [key, value])),
  }))

/** `nulls`: optional parts are null as often as not. */
const optionally = (part: fc.Arbitrary<Typed>, nulls: boolean): fc.Arbitrary<Typed> =>
  fc.tuple(part, fc.boolean(), fc.boolean()).map(([{ schema, value }, optional, isNull]) => ({
    schema: optional ? { ...schema, optional: true } : schema,
    value: nulls && optional && isNull ? null : value,
  }))

const named = (parts: readonly Typed[]): Typed => {
  const fields: readonly Field[] = parts.map(({ schema }, i) => ({ name: `f${i}`, schema }))
  const struct: Struct = Object.fromEntries(parts.map(({ value }, i) => [`f${i}`, value]))
  return { schema: { type: 'struct', fields }, value: struct }
}

const structOf = (part: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> =>
  fc.array(part, { maxLength: 6 }).map(named)

/** Structs of anything. `nulls`: primitives may be null, for which a message has to tell null from zero. */
export const arbitraryStruct = (nulls: boolean): fc.Arbitrary<Typed> => {
  const scalar = optionally(primitive, nulls)
  const inner = structOf(fc.oneof(scalar, listOf(primitive), mapOf(primitive)))
  return structOf(
    fc.oneof(
      scalar,
      optionally(inner, true),
      listOf(primitive),
      listOf(inner),
      mapOf(inner),
      mapOf(primitive),
    ),
  )
}
