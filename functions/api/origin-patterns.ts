import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { type JavaPattern, javaPattern } from '../../connectors/sdk/java-pattern.ts'
import { entriesOf, originsKey } from './allowed-origins.ts'

const patternOf = (entry: string): JavaPattern => {
  try {
    return javaPattern(entry === '*' ? '.*' : entry)
  } catch (cause) {
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${entry} for configuration ${originsKey}: ${messageOf(cause)}`,
      { cause },
    )
  }
}

/** The expressions in a worker's `access.control.allow.origin`; `INVALID_CONFIG` when one is wrong. */
export const originPatterns = (worker: Readonly<Record<string, string>>): readonly JavaPattern[] =>
  entriesOf(worker[originsKey]).map(patternOf)
