import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { predicateCase, transformCase } from './arbitrary-case.ts'
import { converterCase } from './arbitrary-converters.ts'
import { debeziumCase } from './arbitrary-debezium.ts'
import type { Case } from './case.ts'
import { sameAnswer } from './compare.ts'
import { exemptionOf, exemptions } from './exemptions.ts'
import { answerHere } from './here.ts'
import { type Peer, startPeer } from './peer.ts'
import { differentialSeed } from './seed.ts'
import { vectorLine } from './vector.ts'

const seed = differentialSeed()
const cases = Number(process.env.DIFFERENTIAL_CASES ?? 15_000)

let peer: Peer
beforeAll(async () => {
  peer = await startPeer()
})
afterAll(async () => peer?.stop())

const judge = async (asked: Case) => {
  const there = await peer.ask(asked)
  const here = await answerHere(asked)
  const alike = sameAnswer(there, here)
  return { there, here, alike, exemption: alike ? undefined : exemptionOf(asked, there, here) }
}

type Verdict = Awaited<ReturnType<typeof judge>>

/** One that has no such value there is no case. */
const isCase = ({ there }: Verdict) => !('failed' in there && there.failed === 'case')

const complaint = (asked: Case, { there, here }: Verdict) =>
  [
    `Kafka Connect: ${JSON.stringify(there)}`,
    `here: ${JSON.stringify(here)}`,
    `case: ${fc.stringify(asked)}`,
    `vector: ${vectorLine(asked, there)}`,
  ].join('\n')

const families: readonly (readonly [string, fc.Arbitrary<Case>, share: number])[] = [
  ['transformations', transformCase, 0.6],
  ['transformations of Debezium', debeziumCase, 0.1],
  ['predicates', predicateCase, 0.05],
  ['converters', converterCase, 0.35],
]

const compare = async (arbitrary: fc.Arbitrary<Case>, numRuns: number) => {
  const counts = { compared: 0, exempt: 0, failed: 0 }
  const property = fc.asyncProperty(arbitrary, async asked => {
    const verdict = await judge(asked)
    fc.pre(isCase(verdict))
    counts.compared++
    if (verdict.exemption !== undefined) counts.exempt++
    if ('failed' in verdict.there) counts.failed++
    if (!verdict.alike && verdict.exemption === undefined) throw new Error(complaint(asked, verdict))
  })
  await fc.assert(property, { seed, numRuns, includeErrorInReport: true })
  return counts
}

test.each(families)('%s do what Kafka Connect does', async (name, arbitrary, share) => {
  const { compared, exempt, failed } = await compare(arbitrary, Math.ceil(cases * share))
  process.stdout.write(
    `${name}: ${compared} cases of seed ${seed}, ${failed} fail there, ${exempt} are exempt\n`,
  )
  expect(exempt / compared).toBeLessThan(0.15)
  expect(failed / compared).toBeLessThan(0.5)
})

test.each(exemptions.map(exemption => [exemption.reason, exemption] as const))(
  'is otherwise on purpose: %s',
  async (_, exemption) => {
    const verdict = await judge(exemption.example)
    expect(isCase(verdict)).toBe(true)
    const { reason = complaint(exemption.example, verdict) } = verdict.exemption ?? {}
    expect(reason).toBe(exemption.reason)
  },
)
