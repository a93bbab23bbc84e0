import { messageOf } from '../../../connectors/sdk/errors.ts'
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
  {
    folder: 'transforms',
    row: 'A moment beyond the year 275760',
    gives: (vector, outcome) =>
      vector.kind === 'step' &&
      'error' in outcome &&
      / is beyond what a Timestamp can hold here \(/.test(messageOf(outcome.error)),
  },
]
