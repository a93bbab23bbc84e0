import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { type JavaPattern, javaPattern } from '../../connectors/sdk/java-pattern.ts'

const key = 'access.control.allow.origin'

/** Browsers write names of other scripts in ASCII. */
const isOrigin = /^\p{ASCII}*$/u

/** The entries of a worker key that is a list. */
export const entriesOf = (text = ''): readonly string[] =>
  text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')

const patternOf = (entry: string): JavaPattern => {
  try {
    return javaPattern(entry === '*' ? '.*' : entry)
  } catch (error) {
    const problem = messageOf(error)
    throw new ConnectError('INVALID_CONFIG', `Invalid value ${entry} for configuration ${key}: ${problem}`, {
      cause: error,
    })
  }
}

/**
 * Whether pages of an origin may call, by the worker's `access.control.allow.origin`: `*`, or regular expressions for
 * the whole of an origin, as in Kafka Connect 4. `undefined`: pages are of no concern, there is no such key.
 */
export const allowedOrigins = (
  worker: Readonly<Record<string, string>>,
): ((origin: string) => boolean) | undefined => {
  const patterns = entriesOf(worker[key]).map(patternOf)
  return patterns.length === 0
    ? undefined
    : origin => isOrigin.test(origin) && patterns.some(pattern => pattern.matches(origin))
}
