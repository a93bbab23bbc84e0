import fc from 'fast-check'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { anyDatum, name, recordDatum, scalarDatum } from './arbitrary-data.ts'
import type { CaseRecord } from './case.ts'

export const topic = fc.constantFrom(
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

/** What a configuration may name of a record. */
export interface Known {
  readonly topic: string
  readonly key: readonly string[]
  readonly value: readonly string[]
  readonly headers: readonly string[]
}

const isObject = ({ value }: Datum) => typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldsOf = (datum: Datum): readonly string[] => {
  if (datum.schema?.type === 'struct') return datum.schema.fields.map(field => field.name)
  return isObject(datum) ? Object.keys(datum.value as object) : []
}

export const knownOf = ({ topic: text, key, value, headers }: CaseRecord): Known => ({
  topic: text,
  key: fieldsOf(key),
  value: fieldsOf(value),
  headers: headers.map(header => header.key),
})

/** What is decided once the record is there. */
export type From<T> = (known: Known) => T
export type Drawn<T = string> = fc.Arbitrary<From<T>>
export type Side = 'key' | 'value'

export const fixed = <T>(values: fc.Arbitrary<T>): Drawn<T> => values.map(value => () => value)

/** One that the record has, mostly. */
const oneOf = (of: (known: Known) => readonly string[]): Drawn =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.nat(5).map(n => (known: Known) => {
        const names = of(known)
        return names[n % Math.max(names.length, 1)] ?? 'a'
      }),
    },
    { weight: 1, arbitrary: fixed(name) },
  )

export const fieldOf = (side: Side): Drawn => oneOf(known => known[side])
export const headerOf: Drawn = oneOf(known => known.headers)

const backticked = (step: string) => (/[.`]/.test(step) ? `\`${step}\`` : step)

/** A path of the second syntax. */
export const pathOf = (side: Side): Drawn =>
  fc.tuple(fieldOf(side), fc.array(name, { maxLength: 2 }), fc.nat(4)).map(
    ([first, more, raw]) =>
      known =>
        [first(known), ...more].map(raw === 0 ? String : backticked).join('.'),
  )

/** Texts between commas. */
export const listOf = (each: Drawn, min = 1): Drawn =>
  fc.array(each, { minLength: min, maxLength: 3 }).map(all => known => all.map(one => one(known)).join(','))
