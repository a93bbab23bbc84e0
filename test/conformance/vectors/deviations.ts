import { converterDeviations } from './converter-deviations.ts'
import type { Deviation } from './deviation.ts'
import { stepDeviations } from './step-deviations.ts'

/** Where we do otherwise than the peer and a README says so. */
export const deviations: readonly Deviation[] = [...converterDeviations, ...stepDeviations]
