import type { Validator } from './config.ts'
import { ConnectError } from './errors.ts'

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

export const nonNull: Validator<string> = value => {
  if (value === null) throw new Error('entry must be non null')
}

const refuse = (problem: string) => {
  throw new ConnectError('INVALID_CONFIG', problem)
}

/** A list, maybe an empty one, of the configuration `key`: no text in it is empty. */
export const nonEmptyTexts =
  (key: string): Validator<readonly string[]> =>
  value => {
    if (value === null) refuse(`Configuration '${key}' values must not be null.`)
    else if (value.includes('')) refuse(`Configuration '${key}' values must not be empty.`)
  }

/** A list of the configuration `key` that has at least one text, none of them empty. */
export const nonEmptyList = (key: string): Validator<readonly string[]> =>
  allowing('at least one', value => {
    if (value?.length === 0)
      refuse(`Configuration '${key}' must not be empty. Valid values include: any non-empty value`)
    nonEmptyTexts(key)(value)
  })

/** Lets through no value too, and an empty one. */
export const optional = <T>(validator: Validator<T>): Validator<T> =>
  allowing(validator.allowed ?? '', value => {
    if (value !== null && value !== '') validator(value)
  })
