import type { Validator } from '../../sdk/config.ts'
import { allowing } from '../../sdk/validators.ts'

/** One of these in any case, when there is a value; with Debezium's text. */
export const valueOneOf = (...allowed: readonly string[]): Validator<string> =>
  allowing(`${allowed.map(each => `\`${each}\``).join(', ')}, in any case`, value => {
    if (value !== null && !allowed.includes(value.toLowerCase()))
      throw new Error(`Value must be one of ${allowed.join(', ')}`)
  })
