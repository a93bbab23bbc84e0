import type { Deviation } from './deviation.ts'

/** The rows of connectors/transforms/README.md and connectors/predicates/README.md that a vector may show. */
export const stepDeviations: readonly Deviation[] = []
