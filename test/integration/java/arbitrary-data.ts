import fc from 'fast-check'
import type { Datum } from '../../../connectors/sdk/record.ts'
import {
  DATE,
  decimalSchema,
  type Field,
  type PrimitiveSchema,
  type Schema,
  TIME,
  TIMESTAMP,
} from '../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { fieldName, name, text } from './arbitrary-text.ts'
import {
  anyValue,
  bytes,
  decimal,
  double,
  instant,
  integer,
  MILLIS_PER_DAY,
  objectOf,
} from './arbitrary-value.ts'

/** An object at the top, as most schemaless records are. */
const objectDatum: fc.Arbitrary<Datum> = fc
  .array(fc.tuple(name, anyValue), { maxLength: 6 })
  .map(entries => ({ schema: undefined, value: objectOf(entries) }))

const schemalessDatum: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 3, arbitrary: objectDatum },
  { weight: 1, arbitrary: anyValue.map(value => ({ schema: undefined, value })) },
)

const attributes = fc.record({
  presence: fc.constantFrom('required', 'required', 'optional', 'null'),
  doc: fc.constantFrom(undefined, undefined, undefined, 'doc'),
  version: fc.constantFrom(undefined, undefined, undefined, 3),
  parameters: fc.constantFrom(undefined, undefined, undefined, { p: 'q', __proto: '' }),
})

/** A datum whose schema may be optional, then also null, or carry other attributes and a default. */
const attributed = (datum: fc.Arbitrary<Datum & { readonly other: Value }>): fc.Arbitrary<Datum> =>
  fc
    .tuple(datum, attributes, fc.integer({ min: 0, max: 4 }))
    .map(([{ schema, value, other }, { presence, ...rest }, withDefault]) => {
      const given = Object.fromEntries(
        Object.entries(rest).filter(([, attribute]) => attribute !== undefined),
      )
      const parameters = { ...(given.parameters as object), ...schema?.parameters }
      return {
        schema: {
          ...(schema as Schema),
          ...given,
          ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
          ...(presence === 'required' ? {} : { optional: true }),
          ...(withDefault === 0 && other !== null ? { default: other } : {}),
        } as Schema,
        value: presence === 'null' ? null : value,
      }
    })

const scalar = (schema: PrimitiveSchema, values: fc.Arbitrary<Value>): fc.Arbitrary<Datum> =>
  attributed(fc.tuple(values, values).map(([value, other]) => ({ schema, value, other })))

const decimalDatum = attributed(
  fc.tuple(decimal, fc.bigInt({ min: -999n, max: 999n })).map(([value, other]) => ({
    schema: decimalSchema(value.scale),
    value,
    other: new Decimal(other, value.scale),
  })),
)

export const scalarDatum: fc.Arbitrary<Datum> = fc.oneof(
  scalar({ type: 'int8' }, integer(8n)),
  scalar({ type: 'int16' }, integer(16n)),
  scalar({ type: 'int32' }, integer(32n)),
  scalar({ type: 'int64' }, integer(64n)),
  scalar(
    { type: 'int64', name: 'my.Long' },
    instant.map(date => date.getTime()),
  ),
  scalar({ type: 'float32' }, fc.oneof(fc.float(), fc.constantFrom(0, 1, 16_777_216))),
  scalar({ type: 'float64' }, double),
  scalar({ type: 'boolean' }, fc.boolean()),
  scalar({ type: 'string' }, text),
  scalar({ type: 'bytes' }, bytes),
  scalar(
    DATE,
    instant.map(date => new Date(Math.floor(date.getTime() / MILLIS_PER_DAY) * MILLIS_PER_DAY)),
  ),
  scalar(
    TIME,
    fc
      .oneof(fc.integer({ min: 0, max: MILLIS_PER_DAY - 1 }), fc.constantFrom(0, MILLIS_PER_DAY - 1))
      .map(millis => new Date(millis)),
  ),
  scalar(TIMESTAMP, instant),
  decimalDatum,
)

const structOf = (fields: readonly (readonly [string, Datum])[], structName: string | undefined) => {
  const unique = [...new Map(fields)]
  const schema: Schema = {
    type: 'struct',
    ...(structName === undefined ? {} : { name: structName }),
    fields: unique.map(
      ([field, datum]): Field => ({ name: field, schema: datum.schema ?? { type: 'string' } }),
    ),
  }
  const value = objectOf(unique.map(([field, datum]) => [field, datum.value]))
  return { schema, value, other: value }
}

const arrayOf = ({ schema, value }: Datum, length: number) => ({
  schema: { type: 'array', items: schema ?? { type: 'string' } } as const,
  value: Array.from({ length }, () => value),
  other: [],
})

const typedMapOf = ({ schema, value }: Datum, keys: Datum, length: number) => ({
  schema: {
    type: 'map',
    keys: keys.schema ?? { type: 'string' },
    values: schema ?? { type: 'string' },
  } as const,
  value: new Map(length === 0 ? [] : [[keys.value, value]]),
  other: new Map(),
})

const mapKeys: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 3, arbitrary: name.map((value): Datum => ({ schema: { type: 'string' }, value })) },
  scalarDatum,
)

const compound = fc.letrec<{ datum: Datum; struct: Datum }>(tie => ({
  datum: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalarDatum },
    { weight: 2, arbitrary: tie('struct') },
    {
      weight: 1,
      arbitrary: attributed(
        fc
          .tuple(tie('datum'), fc.integer({ min: 0, max: 2 }))
          .map(([datum, length]) => arrayOf(datum, length)),
      ),
    },
    {
      weight: 1,
      arbitrary: attributed(
        fc
          .tuple(tie('datum'), mapKeys, fc.integer({ min: 0, max: 1 }))
          .map(([datum, keys, length]) => typedMapOf(datum, keys, length)),
      ),
    },
  ),
  struct: attributed(
    fc
      .tuple(
        fc.array(fc.tuple(fieldName, tie('datum')), { maxLength: 6 }),
        fc.constantFrom(undefined, 'row', 'my.Row'),
      )
      .map(([fields, structName]) => structOf(fields, structName)),
  ),
}))

/** Values of any type, with their schemas. */
const typedDatum: fc.Arbitrary<Datum> = compound.datum
export const structDatum: fc.Arbitrary<Datum> = compound.struct

const deepDatum: fc.Arbitrary<Datum> = fc
  .tuple(scalarDatum, fc.array(fc.constantFrom('struct', 'array', 'map'), { minLength: 10, maxLength: 60 }))
  .map(([scalarAtEnd, kinds]) =>
    kinds.reduce<Datum>((datum, kind) => {
      if (kind === 'struct') return structOf([['a', datum]], undefined)
      return kind === 'array'
        ? arrayOf(datum, 1)
        : typedMapOf(datum, { schema: { type: 'string' }, value: 'a' }, 1)
    }, scalarAtEnd),
  )

/** A value that is not what its schema says; no record of Kafka Connect's holds it within a struct. */
export const contradictingDatum: fc.Arbitrary<Datum> = fc
  .tuple(scalarDatum, typedDatum)
  .map(([{ schema }, { value }]) => ({ schema, value }))
  .filter(({ value }) => typeof value !== 'number' && typeof value !== 'bigint')

export const anyDatum: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 12, arbitrary: typedDatum },
  { weight: 12, arbitrary: structDatum },
  { weight: 10, arbitrary: schemalessDatum },
  { weight: 1, arbitrary: deepDatum },
  { weight: 1, arbitrary: fc.constant({ schema: undefined, value: null }) },
)

/** Mostly of fields, which most transformations are about. */
export const recordDatum: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 6, arbitrary: structDatum },
  { weight: 5, arbitrary: objectDatum },
  { weight: 3, arbitrary: anyDatum },
)
