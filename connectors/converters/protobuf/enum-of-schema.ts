import { ConnectError } from '../../sdk/errors.ts'
import type { Schema } from '../../sdk/schema.ts'
import { enumParameter, generalizedEnum, splitName } from './names.ts'

export interface EnumSchema {
  /** without its package; empty: it has none */
  readonly name: string
  readonly values: readonly (readonly [name: string, number: number])[]
}

const numberOf = (parameter: string, text: string): number => {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (number === (number | 0)) return number
  throw new ConnectError('DATA', `Invalid parameter ${parameter}: ${text}, an int32 is needed`)
}

const marksOf = (schema: Schema, generalized: boolean): readonly string[] => {
  if (schema.type === 'string')
    return generalized ? [generalizedEnum, enumParameter] : [enumParameter, generalizedEnum]
  return schema.type === 'int32' || schema.type === 'int16' || schema.type === 'int8' ? [enumParameter] : []
}

/** The enum that parameters make of a string or integer; `undefined`: it is none. */
export const enumOf = (schema: Schema, generalized: boolean): EnumSchema | undefined => {
  const parameters = schema.parameters ?? {}
  const mark = marksOf(schema, generalized).find(name => parameters[name] !== undefined)
  if (mark === undefined) return undefined
  const values = Object.entries(parameters)
    .filter(([name]) => name.startsWith(`${mark}.`))
    .map(([name, text]) => [name.slice(mark.length + 1), numberOf(name, text)] as const)
  return { name: splitName(parameters[mark] ?? '')[1], values }
}
