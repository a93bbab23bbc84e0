/** Something wrong with a configuration: the key that a person would change, and why. */
export type Problem = readonly [key: string, message: string]

/** What a probe has found. A warning is what may be right all the same, or may come right by itself. */
export type Finding = Problem | readonly [key: string, message: string, severity: 'warning']

/**
 * The message of a probe that did not get through, whatever the reason: a name that is not known, a port that is closed
 * or filtered, no answer in time. One text for all, so that nobody learns from it what listens where.
 */
export const UNREACHABLE = 'Cannot be reached from where connectors run'
