import type { Validator } from './config.ts'

/** Kafka's own validators, with Kafka's texts. */
export const atLeast =
  (minimum: number): Validator<number> =>
  value => {
    if (value === null) throw new Error('Value must be non-null')
    if (value < minimum) throw new Error(`Value must be at least ${minimum}`)
  }

export const between =
  (minimum: number, maximum: number): Validator<number> =>
  value => {
    atLeast(minimum)(value)
    if (value !== null && value > maximum) throw new Error(`Value must be no more than ${maximum}`)
  }

export const oneOf =
  (...allowed: readonly string[]): Validator<string> =>
  value => {
    if (value === null || !allowed.includes(value))
      throw new Error(`String must be one of: ${allowed.join(', ')}`)
  }

export const oneOfIgnoringCase =
  (...allowed: readonly string[]): Validator<string> =>
  value => {
    if (value === null || !allowed.some(a => a.toLowerCase() === value.toLowerCase()))
      throw new Error(`String must be one of (case insensitive): ${allowed.join(', ')}`)
  }

export const nonEmpty: Validator<string> = value => {
  if (value === '') throw new Error('String must be non-empty')
}
