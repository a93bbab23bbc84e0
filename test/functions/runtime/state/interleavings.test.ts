import { describe, expect, it } from 'vitest'
import * as events from './cases/events.ts'
import * as offsets from './cases/offsets.ts'
import * as plans from './cases/plans.ts'
import * as runners from './cases/runners.ts'
import { type Case, check, unbroken } from './protocol/case.ts'

// the long form, PROTOCOL_CHECK=long, has more faults and moments, and takes minutes
const long = process.env.PROTOCOL_CHECK === 'long'
const most = 1_000_000

const bounded = (one: Case): Case => (long ? { ...one, long: { ...one.long, states: most } } : one)

describe('every interleaving of the state protocol keeps the invariants', () => {
  for (const one of Object.values<Case>({ ...runners, ...plans, ...events, ...offsets }))
    it(
      one.name,
      async () => {
        const { violation, states, complete } = await check(bounded(one), unbroken, long)
        process.stdout.write(`${one.name}: ${states} states${complete ? '' : ', stopped there'}\n`)
        expect(violation).toBeUndefined()
        expect(states).toBeGreaterThan(100)
      },
      long ? 1_800_000 : 60_000,
    )
})
