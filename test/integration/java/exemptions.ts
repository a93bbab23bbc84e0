import type { Answer, Case } from './case.ts'

interface Exemption {
  readonly reason: string
  readonly is: (asked: Case, there: Answer, here: Answer) => boolean
}

export const exemptions: readonly Exemption[] = []

export const exemptionOf = (asked: Case, there: Answer, here: Answer): Exemption | undefined =>
  exemptions.find(({ is }) => is(asked, there, here))
