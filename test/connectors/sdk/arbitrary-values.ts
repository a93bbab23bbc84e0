import fc from 'fast-check'
import type { Datum } from '../../../connectors/sdk/record.ts'
import {
  DATE,
  decimalSchema,
  type Schema,
  type StructSchema,
  TIME,
  TIMESTAMP,
} from '../../../connectors/sdk/schema.ts'
import {
  type Decimal,
  Decimal as DecimalValue,
  Float64,
  newStruct,
  type Value,
} from '../../../connectors/sdk/value.ts'

const normal = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value

const integer = (bits: bigint) => {
  const [min, max] = [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, 0n)).map(normal)
}

/** Any code units, also halves of surrogate pairs. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0xd700, max: 0xe000 })).map(units => String.fromCharCode(...units)),
  fc.constant('__proto__'),
)

const float = fc.double({ noNaN: true, noDefaultInfinity: true })
const fraction = float.map(value => (Number.isInteger(value) ? new Float64(value) : value))

/** Schemaless values that JSON can hold. */
export const jsonValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    text,
    integer(70n),
    fraction,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(text, tie('value')), { maxLength: 4 })
      .map(entries => Object.fromEntries(entries) as Value),
  ),
})).value

const of = (schema: Schema, values: fc.Arbitrary<Value>): fc.Arbitrary<Datum> =>
  values.map(value => ({ schema, value }))

const day = 86_400_000
const decimal: fc.Arbitrary<Datum> = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([unscaled, scale]) => ({
    schema: decimalSchema(scale),
    value: new DecimalValue(unscaled, scale) satisfies Decimal,
  }))

const scalar: fc.Arbitrary<Datum> = fc.oneof(
  of({ type: 'int8' }, integer(8n)),
  of({ type: 'int16' }, integer(16n)),
  of({ type: 'int32' }, integer(32n)),
  of({ type: 'int64' }, integer(64n)),
  of({ type: 'float32' }, fc.float()),
  of({ type: 'float64' }, fc.double()),
  of({ type: 'boolean' }, fc.boolean()),
  of({ type: 'string', optional: true }, fc.option(text)),
  of(
    { type: 'bytes' },
    fc.uint8Array().map(bytes => Buffer.from(bytes)),
  ),
  of(
    DATE,
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map(days => new Date(days * day)),
  ),
  of(
    TIME,
    fc.integer({ min: 0, max: day }).map(millis => new Date(millis)),
  ),
  of(TIMESTAMP, fc.date({ noInvalidDate: true })),
  decimal,
)

const struct = (fields: readonly (readonly [string, Datum])[]): Datum => {
  // a field has a name, in Kafka Connect too
  const unique = [...new Map(fields)].filter(([name]) => name !== '')
  const schema: StructSchema = {
    type: 'struct',
    name: 'row',
    fields: unique.map(([name, datum]) => ({ name, schema: datum.schema ?? { type: 'string' } })),
  }
  const value = newStruct()
  for (const [name, datum] of unique) value[name] = datum.value
  return { schema, value }
}

const mapOf = ({ schema, value }: Datum, keys: readonly (string | number)[]): Datum => ({
  schema: {
    type: 'map',
    keys: { type: typeof keys[0] === 'number' ? 'int32' : 'string' },
    values: schema ?? { type: 'string' },
  },
  value: new Map(keys.map(key => [key, value])),
})

const arrayOf = ({ schema, value }: Datum, length: number): Datum => ({
  schema: { type: 'array', items: schema ?? { type: 'string' } },
  value: Array.from({ length }, () => value),
})

/** Values of any type, with their schemas. */
export const typedDatum: fc.Arbitrary<Datum> = fc.letrec<{ datum: Datum }>(tie => ({
  datum: fc.oneof(
    { depthSize: 'medium' },
    scalar,
    fc.array(fc.tuple(text, tie('datum')), { maxLength: 5 }).map(struct),
    fc.tuple(tie('datum'), fc.integer({ min: 0, max: 3 })).map(([datum, length]) => arrayOf(datum, length)),
    fc
      .tuple(
        tie('datum'),
        fc.oneof(fc.array(text), fc.array(fc.integer({ max: 9, min: -9 }), { minLength: 1 })),
      )
      .map(([datum, keys]) => mapOf(datum, keys)),
  ),
})).datum
