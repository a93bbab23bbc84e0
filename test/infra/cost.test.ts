import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { withTables } from '../helpers/generated-tables.ts'
import { totalOf } from './cost/bill.ts'
import { billsOf, costTables, simulateAll } from './cost/cost-page.ts'
import { factsOf } from './cost/facts.ts'
import { templateOf } from './variants.ts'

const page = new URL('../../docs/aws/cost.md', import.meta.url).pathname
const facts = factsOf(templateOf('selfManaged'))
let months: Awaited<ReturnType<typeof simulateAll>>
beforeAll(async () => {
  months = await simulateAll(facts)
})

describe('a month of an idle deployment', () => {
  it('costs less than 1 USD for 60 sinks that wait for records', () => {
    expect(totalOf(billsOf(months, facts).sinks)).toBeLessThan(1)
    // they are looked at, and never run
    expect(months.sinks.executions).toBe(0)
  })

  it('costs less than 5 USD for 40 sources that are polled', () => {
    expect(totalOf(billsOf(months, facts).sources)).toBeLessThan(5)
    // 12 an hour, all of them in one group
    expect(months.sources.executions).toBe(12 * 730)
    expect(months.sources.invocations.sourceTask).toBe(12 * 730)
  })

  it('has an invocation a minute when there is no connector', () => {
    expect(months.none.invocations).toEqual({ schedule: 43_800, plan: 0, sourceTask: 0, sinkTask: 0 })
  })
})

it('docs/aws/cost.md has these figures (vitest -u writes them)', async () => {
  const text = readFileSync(page, 'utf8')
  await expect(withTables(text, costTables(months, facts))).toMatchFileSnapshot(page)
})
