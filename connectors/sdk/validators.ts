import type { Validator } from './config.ts'

/** A validator that says in the docs what it lets through. */
export const allowing = <T>(allowed: string, validate: (value: T | null) => void): Validator<T> =>
  Object.assign((value: T | null) => validate(value), { allowed })

const choice = (allowed: readonly string[]) => allowed.map(each => `\`${each}\``).join(', ')

/** Kafka's own validators, with Kafka's texts. */
export const atLeast = (minimum: number): Validator<number> =>
  allowing(`at least ${minimum}`, value => {
    if (value === null) throw new Error('Value must be non-null')
    if (value < minimum) throw new Error(`Value must be at least ${minimum}`)
  })

export const between = (minimum: number, maximum: number): Validator<number> =>
  allowing(`${minimum} to ${maximum}`, value => {
    atLeast(minimum)(value)
    if (value !== null && value > maximum) throw new Error(`Value must be no more than ${maximum}`)
  })

export const oneOf = (...allowed: readonly string[]): Validator<string> =>
  allowing(choice(allowed), value => {
    if (value === null || !allowed.includes(value))
      throw new Error(`String must be one of: ${allowed.join(', ')}`)
  })

export const oneOfIgnoringCase = (...allowed: readonly string[]): Validator<string> =>
  allowing(`${choice(allowed)}, in any case`, value => {
    if (value === null || !allowed.some(a => a.toLowerCase() === value.toLowerCase()))
      throw new Error(`String must be one of (case insensitive): ${allowed.join(', ')}`)
  })

export const nonEmpty: Validator<string> = allowing('not empty', value => {
  if (value === '') throw new Error('String must be non-empty')
})

/** Lets through no value too, and an empty one. */
export const optional = <T>(validator: Validator<T>): Validator<T> =>
  allowing(validator.allowed ?? '', value => {
    if (value !== null && value !== '') validator(value)
  })
