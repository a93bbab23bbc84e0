import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ConnectRecord } from '../../connectors/sdk/record.ts'
import type { TransformationStage } from './conversion.ts'
import { blame } from './record-error.ts'

const applied = <R extends ConnectRecord>({ transform, appliesTo }: TransformationStage, record: R) => {
  if (appliesTo !== undefined && !appliesTo(record)) return record
  const changed: R | null | undefined = transform.apply(record)
  // a plugin in JavaScript that forgets to return would drop everything
  if (changed === undefined)
    throw new ConnectError('DATA', 'The transformation returned undefined, allowed are a record and null')
  return changed
}

/** The record behind the last transformation; `null` when one dropped it. `placeOf`: where a record comes from. */
export const applyTransforms = <R extends ConnectRecord>(
  stages: readonly TransformationStage[],
  record: R,
  placeOf: (record: R) => string,
): R | null => {
  let changed: R | null = record
  for (const stage of stages) {
    try {
      changed = applied(stage, changed)
    } catch (error) {
      throw blame(stage.part, placeOf(record), error)
    }
    if (changed === null) return null
  }
  return changed
}
