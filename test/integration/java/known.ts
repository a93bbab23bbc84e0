import fc from 'fast-check'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { newStruct, type Struct } from '../../../connectors/sdk/value.ts'
import { name } from './arbitrary-text.ts'
import type { CaseRecord } from './case.ts'
import { tag } from './tagged.ts'

type Path = readonly string[]

/** What a configuration may name of a key or value. */
interface KnownDatum {
  readonly isScalar: boolean
  readonly fields: readonly string[]
  readonly scalars: readonly string[]
  /** dates, and long integers */
  readonly times: readonly string[]
  /** of at most four steps */
  readonly paths: readonly Path[]
}

/** What a configuration may name of a record. */
export interface Known {
  readonly topic: string
  readonly key: KnownDatum
  readonly value: KnownDatum
  readonly headers: readonly string[]
}

const MAX_STEPS = 4

const isOne = ({ schema, value }: Datum, ...tags: readonly string[]): boolean => {
  const tagged = tag(value, schema)
  return Array.isArray(tagged) && tags.includes(tagged[0])
}

const isNested = (datum: Datum): boolean => isOne(datum, 'array', 'map', 'struct')

const partsOf = ({ schema, value }: Datum): readonly (readonly [string, Datum])[] => {
  const object = (value ?? newStruct()) as Struct
  if (schema?.type === 'struct')
    return schema.fields.map(field => [
      field.name,
      { schema: field.schema, value: object[field.name] ?? null },
    ])
  if (schema !== undefined || Array.isArray(value) || !isNested({ schema, value })) return []
  return Object.entries(object).map(([field, part]) => [field, { schema, value: part }])
}

const pathsOf = (datum: Datum, steps: number): readonly Path[] =>
  partsOf(datum).flatMap(([field, part]) => [
    [field],
    ...(steps > 1 ? pathsOf(part, steps - 1).map(path => [field, ...path]) : []),
  ])

const knownDatum = (datum: Datum): KnownDatum => {
  const parts = partsOf(datum)
  return {
    isScalar: !isNested(datum),
    fields: parts.map(([field]) => field),
    scalars: parts.filter(([, part]) => !isNested(part)).map(([field]) => field),
    times: parts.filter(([, part]) => isOne(part, 'date', 'int64')).map(([field]) => field),
    paths: pathsOf(datum, MAX_STEPS),
  }
}

export const knownOf = ({ topic, key, value, headers }: CaseRecord): Known => ({
  topic,
  key: knownDatum(key),
  value: knownDatum(value),
  headers: headers.map(header => header.key),
})

/** What is decided once the record is there. */
export type From<T> = (known: Known) => T
export type Drawn<T = string> = fc.Arbitrary<From<T>>
export type Side = 'key' | 'value'

export const fixed = <T>(values: fc.Arbitrary<T>): Drawn<T> => values.map(value => () => value)

/** One that the record has, mostly. */
const oneOf = <T>(of: From<readonly T[]>, other: fc.Arbitrary<T>): Drawn<T> =>
  fc.tuple(fc.nat(5), fc.nat(7), other).map(([n, odd, rest]) => known => {
    const having = of(known)
    return odd === 0 ? rest : (having[n % Math.max(having.length, 1)] ?? rest)
  })

export const fieldOf = (side: Side): Drawn => oneOf(known => known[side].fields, name)
/** A field with a value that has no parts. */
export const scalarOf = (side: Side): Drawn => oneOf(known => known[side].scalars, name)
/** A field with a date, or what may stand for one. */
export const timeOf = (side: Side): Drawn =>
  oneOf(known => (known[side].times.length > 0 ? known[side].times : known[side].scalars), name)
export const headerOf: Drawn = oneOf(known => known.headers, name)

const backticked = (step: string) => (/[.`]/.test(step) ? `\`${step}\`` : step)

/** A path of the second syntax. */
export const pathOf = (side: Side): Drawn =>
  fc
    .tuple(
      oneOf(known => known[side].paths, fc.array(name, { minLength: 1, maxLength: 3 })),
      fc.nat(9),
    )
    .map(
      ([path, raw]) =>
        known =>
          path(known)
            .map(raw === 0 ? String : backticked)
            .join('.'),
    )

/** Texts between commas. */
export const listOf = (each: Drawn, min = 1): Drawn =>
  fc.array(each, { minLength: min, maxLength: 3 }).map(all => known => all.map(one => one(known)).join(','))
