import type { JavaPattern } from '../../connectors/sdk/java-pattern.ts'

export const originsKey = 'access.control.allow.origin'

/** The entries of a worker key that is a list. */
export const entriesOf = (text = ''): readonly string[] =>
  text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')

/** Browsers write names in other scripts in ASCII. */
const isAscii = /^\p{ASCII}*$/u

/**
 * Whether pages of an origin may call, by the worker's `access.control.allow.origin`: `*`, or regular expressions for
 * the whole of an origin, as in Kafka Connect 4. `undefined`: pages are of no concern, there is no such key.
 */
export const allowedOrigins = (
  worker: Readonly<Record<string, string>>,
): ((origin: string) => Promise<boolean>) | undefined => {
  if (entriesOf(worker[originsKey]).length === 0) return undefined
  let loading: Promise<readonly JavaPattern[]> | undefined
  const load = async () => (await import('./origin-patterns.ts')).originPatterns(worker)
  return async origin => {
    loading ??= load()
    const patterns = await loading
    return isAscii.test(origin) && patterns.some(pattern => pattern.matches(origin))
  }
}
