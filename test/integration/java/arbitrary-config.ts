import fc from 'fast-check'
import type { Config } from './case.ts'
import { type Drawn, fixed, type Side } from './known.ts'

export type Key = string | undefined

/** A configuration, for a class of either side. */
export type ArbitraryConfig = (side: Side) => Drawn<Config>

export const keys =
  (drawn: (side: Side) => Readonly<Record<string, Drawn<Key>>>): ArbitraryConfig =>
  side =>
    fc.record(drawn(side)).map(all => known => {
      const values = Object.entries(all).map(([key, from]) => [key, from(known)] as const)
      return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Config
    })

export const oneOf = (...values: readonly string[]): Drawn => fixed(fc.constantFrom(...values))
const absent: Drawn<Key> = fixed(fc.constant(undefined))
export const maybe = (drawn: Drawn): Drawn<Key> => fc.oneof(absent, { weight: 3, arbitrary: drawn })
export const rarely = (drawn: Drawn): Drawn<Key> => fc.oneof({ weight: 4, arbitrary: absent }, drawn)
/** Seldom one of those that are wrong. */
export const mostly = (right: readonly string[], ...wrong: readonly string[]): Drawn =>
  fc.oneof({ weight: 30, arbitrary: oneOf(...right) }, { weight: 1, arbitrary: oneOf(...wrong) })

export const nullDefault = { 'replace.null.with.default': rarely(mostly(['false', 'true', 'FALSE'], 'no')) }

const spoilt = fc.constantFrom(
  undefined,
  '',
  ' ',
  ',',
  'abc',
  '-1',
  'null',
  'a:',
  ':b',
  'a:b:c',
  'a,,b',
  'a,a',
)

/** Few of the configurations have a key that is missing, or something else for a value. */
export const spoiling = (drawn: Drawn<Config>): Drawn<Config> =>
  fc.tuple(drawn, spoilt, fc.nat(150)).map(([from, other, at]) => known => {
    const entries = Object.entries(from(known)).map(
      ([key, value], i) => [key, i === at ? other : value] as const,
    )
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Config
  })
