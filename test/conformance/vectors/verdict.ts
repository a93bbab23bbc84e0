import { type Deviation, deviationOf } from './deviation.ts'
import { isExpected } from './judge.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { Vector } from './vector.ts'

interface Verdict {
  readonly outcome: Outcome
  readonly passed: boolean
  /** why it did not pass, when that is documented and the outcome is as documented */
  readonly deviation?: Deviation | undefined
  /** what is wrong with the vector itself */
  readonly problem?: readonly string[]
}

/** Runs a vector and judges what came of it. */
export const verdictOn = async (vector: Vector, deviations: readonly Deviation[]): Promise<Verdict> => {
  const outcome = await outcomeOf(vector)
  try {
    const passed = isExpected(outcome, vector)
    return { outcome, passed, deviation: passed ? undefined : deviationOf(deviations, vector, outcome) }
  } catch (error) {
    return { outcome, passed: false, problem: [String(error)] }
  }
}
