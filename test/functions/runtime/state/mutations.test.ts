import { describe, expect, it } from 'vitest'
import * as events from './cases/events.ts'
import * as offsets from './cases/offsets.ts'
import * as plans from './cases/plans.ts'
import * as runners from './cases/runners.ts'
import { type Case, check, type Mutation } from './protocol/case.ts'
import { brokenRules, conditionsOf, noticedBy, withoutCondition } from './protocol/mutations.ts'

const cases: Readonly<Record<string, Case>> = { ...runners, ...plans, ...events, ...offsets }

const caseNamed = (key: string): Case => {
  const one = cases[key]
  if (one === undefined) throw new Error(`No case ${key}; there are ${Object.keys(cases).join(', ')}`)
  return one
}

const within = (one: Case, states: number): Case => ({ ...one, bounds: { ...one.bounds, states } })

/** Every condition that a write of any case has. */
const allConditions = async (): Promise<readonly string[]> => {
  const seen = new Set<string>()
  const change: Mutation['change'] = write => {
    for (const condition of conditionsOf(write)) seen.add(condition)
    return write
  }
  for (const one of Object.values(cases)) await check(within(one, 1_500), { name: 'watched', change })
  return [...seen].sort()
}

const violationOf = async (mutation: Mutation, key: string) => {
  const { violation } = await check(within(caseNamed(key), 60_000), mutation)
  const found =
    violation === undefined ? 'NOT NOTICED' : `${violation.trace.length} steps: ${violation.message}`
  process.stdout.write(`${mutation.name} → ${key}, ${found}\n`)
  return violation
}

describe('what the protocol has is needed', () => {
  it('lists the case that notices the absence of each condition', async () => {
    expect(await allConditions()).toEqual(Object.keys(noticedBy).sort())
  }, 60_000)

  for (const [condition, key] of Object.entries(noticedBy))
    it(`${key} fails without ${condition}`, async () => {
      expect(await violationOf(withoutCondition(condition), key)).toBeDefined()
    }, 60_000)

  for (const rule of brokenRules)
    it(`${rule.in} fails when ${rule.name}`, async () => {
      expect(await violationOf(rule, rule.in)).toBeDefined()
    }, 60_000)
})
