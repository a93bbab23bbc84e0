import { type Deviation, expectedError } from './deviation.ts'

/** The rows of connectors/transforms/README.md and connectors/predicates/README.md that a vector may show. */
export const stepDeviations: readonly Deviation[] = [
  {
    folder: 'transforms',
    row: 'A schema in JSON that gives a struct a default',
    gives: (vector, outcome) =>
      vector.kind === 'step' &&
      expectedError(vector)?.message === 'Invalid default value' &&
      'result' in outcome,
  },
]
