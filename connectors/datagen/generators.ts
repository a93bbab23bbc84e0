import type { PrimitiveSchema, Schema } from '../sdk/schema.ts'
import { newStruct, type Value } from '../sdk/value.ts'
import type { Random } from './random.ts'

/** Makes the value of a field of record `n`. */
export interface Generator {
  readonly schema: Schema
  readonly make: (random: Random, n: number) => Value
}

const STRING: PrimitiveSchema = { type: 'string' }

const whole = (random: Random, min: number, max: number) => min + Math.floor(random() * (max - min))

/** Integers from `min` to below `max`. */
export const range = (type: 'int32' | 'int64', min: number, max: number): Generator => ({
  schema: { type },
  make: random => whole(random, min, max),
})

export const doubles = (min: number, max: number): Generator => ({
  schema: { type: 'float64' },
  make: random => min + random() * (max - min),
})

/** Counts up with the records. */
export const iteration = (type: 'int32' | 'int64', start: number, step = 1): Generator => ({
  schema: { type },
  make: (_, n) => start + n * step,
})

export const options = (...choices: readonly string[]): Generator => ({
  schema: STRING,
  make: random => choices[whole(random, 0, choices.length)] ?? null,
})

/** `prefix` and a number from `min` to below `max`. */
export const numbered = (prefix: string, min: number, max: number): Generator => ({
  schema: STRING,
  make: random => `${prefix}${whole(random, min, max)}`,
})

export const struct = (name: string, fields: Readonly<Record<string, Generator>>): Generator => {
  const entries = Object.entries(fields)
  return {
    schema: { type: 'struct', name, fields: entries.map(([field, { schema }]) => ({ name: field, schema })) },
    make: (random, n) => {
      const value = newStruct()
      for (const [field, { make }] of entries) value[field] = make(random, n)
      return value
    },
  }
}
