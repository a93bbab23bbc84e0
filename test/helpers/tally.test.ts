import { describe, expect, test } from 'vitest'
import { broken } from '../chaos/stage/report.ts'
import { nothing, tallyNumbers } from '../chaos/stage/tally.ts'

describe('what is counted of numbers', () => {
  test.each([
    ['all, in order', [0, 1, 2, 3], {}],
    ['one is missing', [0, 1, 3], { lost: 1 }],
    ['a tail is there again', [0, 1, 2, 1, 2, 3], { repeated: 2 }],
    ['one comes late', [0, 2, 1, 3], { outOfOrder: 1 }],
    ['one was never fed', [0, 1, 2, 3, -1], { lost: 1 }],
  ])('%s', (_, arrived, found) => {
    expect(tallyNumbers(arrived, 4)).toEqual({ ...nothing, records: 4, ...found })
  })
})

describe('a rule is broken', () => {
  const outcome = { ...nothing, faults: 1, runs: 1, recovery: 9_000 }
  const played = (found: object, rules = {}) => ({
    scenario: { name: 'any', rules },
    outcome: { ...outcome, ...found },
  })

  test.each([
    ['when a record is lost', played({ lost: 1 })],
    ['when a record is overwritten by an older one', played({ overwritten: 1 })],
    ['when a record is there twice that must not', played({ repeated: 1 }, { once: true })],
    ['when recovery takes too long', played({}, { recovery: 8_000 })],
    ['when a scenario fails', { scenario: { name: 'any', rules: {} }, why: 'no broker', failed: true }],
  ])('%s', (_, each) => {
    expect(broken(each)).toHaveLength(1)
  })

  test.each([
    ['by a repetition where records may come again', played({ repeated: 1 })],
    ['by a late write where nothing can fence', played({ overwritten: 1 }, { window: 'one call' })],
    ['by a scenario that was skipped', { scenario: { name: 'any', rules: {} }, why: 'it takes root' }],
  ])('not %s', (_, each) => {
    expect(broken(each)).toEqual([])
  })
})
