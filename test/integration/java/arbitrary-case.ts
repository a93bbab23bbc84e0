import fc from 'fast-check'
import { type ArbitraryConfig, keys, spoiling } from './arbitrary-config.ts'
import { record } from './arbitrary-record.ts'
import { regexOf } from './arbitrary-regex.ts'
import { thereAndBack, transforms } from './arbitrary-transforms.ts'
import type { Case, Configured, Step } from './case.ts'
import { type Drawn, headerOf, type Known, knownOf } from './known.ts'

const PACKAGE = 'org.apache.kafka.connect.transforms'

const configured = (className: string, config: ReturnType<ArbitraryConfig>): Drawn<Configured> =>
  spoiling(config).map(from => (known: Known) => ({ class: className, config: from(known) }))

const anyTransform: Drawn<Configured> = fc.oneof(
  ...transforms.flatMap(({ name, sides, config }) =>
    sides
      ? (['key', 'value', 'value'] as const).map(side =>
          configured(`${PACKAGE}.${name}$${side === 'key' ? 'Key' : 'Value'}`, config(side)),
        )
      : [configured(`${PACKAGE}.${name}`, config('value'))],
  ),
)

const predicate = (name: string, drawn: Readonly<Record<string, Drawn>>) =>
  configured(`${PACKAGE}.predicates.${name}`, keys(() => drawn)('value'))

const anyPredicate: Drawn<Configured> = fc.oneof(
  predicate('HasHeaderKey', { name: headerOf }),
  predicate('RecordIsTombstone', {}),
  predicate('TopicNameMatches', { pattern: regexOf }),
)

const withPredicate: Drawn<Step> = fc
  .tuple(anyTransform, anyPredicate, fc.boolean())
  .map(([step, given, negate]) => known => ({ ...step(known), predicate: given(known), negate }))

const chain: Drawn<readonly Step[]> = fc
  .array(fc.oneof(anyTransform, withPredicate), { minLength: 2, maxLength: 3 })
  .map(steps => known => steps.map(step => step(known)))

const conversions: Drawn<readonly Step[]> = fc.constantFrom('key' as const, 'value' as const).chain(side =>
  thereAndBack(side).map(
    from => known =>
      from(known).map(config => ({
        class: `${PACKAGE}.TimestampConverter$${side === 'key' ? 'Key' : 'Value'}`,
        config,
      })),
  ),
)

const steps: Drawn<readonly Step[]> = fc.oneof(
  { weight: 6, arbitrary: anyTransform.map(step => (known: Known) => [step(known)]) },
  { weight: 1, arbitrary: withPredicate.map(step => (known: Known) => [step(known)]) },
  { weight: 2, arbitrary: chain },
  { weight: 1, arbitrary: conversions },
)

export const transformCase: fc.Arbitrary<Case> = fc
  .tuple(fc.boolean(), record, steps)
  .map(([source, each, from]) => ({ kind: 'transform', source, record: each, steps: from(knownOf(each)) }))

export const predicateCase: fc.Arbitrary<Case> = fc
  .tuple(fc.boolean(), record, anyPredicate)
  .map(([source, each, from]) => ({ kind: 'predicate', source, record: each, ...from(knownOf(each)) }))
