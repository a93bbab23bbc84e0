import fc from 'fast-check'
import { converterCase } from './arbitrary-converters.ts'
import { type Drawn, headerOf, type Known, knownOf, record } from './arbitrary-record.ts'
import { regexOf } from './arbitrary-regex.ts'
import { configOf, transforms } from './arbitrary-transforms.ts'
import type { Case, Configured, Step } from './case.ts'

const PACKAGE = 'org.apache.kafka.connect.transforms'

const configured = (className: string, config: ReturnType<typeof configOf>): Drawn<Configured> =>
  config.map(from => (known: Known) => ({ class: className, config: from(known) }))

const anyTransform: Drawn<Configured> = fc.oneof(
  ...transforms.flatMap(({ name, sides, keys }) =>
    sides
      ? (['key', 'value', 'value'] as const).map(side =>
          configured(`${PACKAGE}.${name}$${side === 'key' ? 'Key' : 'Value'}`, configOf(keys(side))),
        )
      : [configured(`${PACKAGE}.${name}`, configOf(keys('value')))],
  ),
)

const predicate = (name: string, keys: Parameters<typeof configOf>[0]) =>
  configured(`${PACKAGE}.predicates.${name}`, configOf(keys))

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

const steps: Drawn<readonly Step[]> = fc.oneof(
  { weight: 6, arbitrary: anyTransform.map(step => (known: Known) => [step(known)]) },
  { weight: 1, arbitrary: withPredicate.map(step => (known: Known) => [step(known)]) },
  { weight: 2, arbitrary: chain },
)

export const transformCase: fc.Arbitrary<Case> = fc
  .tuple(fc.boolean(), record, steps)
  .map(([source, each, from]) => ({ kind: 'transform', source, record: each, steps: from(knownOf(each)) }))

export const predicateCase: fc.Arbitrary<Case> = fc
  .tuple(fc.boolean(), record, anyPredicate)
  .map(([source, each, from]) => ({ kind: 'predicate', source, record: each, ...from(knownOf(each)) }))

export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 6, arbitrary: transformCase },
  { weight: 1, arbitrary: predicateCase },
  { weight: 3, arbitrary: converterCase },
)

export { converterCase }
