import type { Validator } from '../sdk/config.ts'
import { allowing } from '../sdk/validators.ts'

/** For a key of the peer that is not read here: lets only the value through that says to leave it alone. */
export const only = <T>(standard: T | null, why: string): Validator<T> =>
  allowing(standard === null ? 'not supported' : `\`${standard}\``, value => {
    if (value !== null && value !== standard && String(value) !== '') throw new Error(why)
  })
