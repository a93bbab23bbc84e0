import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { enumParameter, generalizedEnum, nullSymbol } from './names.ts'

/** The symbols of a string that its parameters mark as an enum; `undefined`: it is none. */
export const enumValues = (schema: Schema, generalized: boolean): readonly (string | null)[] | undefined => {
  const parameters = schema.parameters ?? {}
  const preferred = generalized ? [generalizedEnum, enumParameter] : [enumParameter, generalizedEnum]
  const mark = preferred.find(name => parameters[name] !== undefined)
  if (mark === undefined) return undefined
  return Object.keys(parameters)
    .filter(name => name.startsWith(`${mark}.`))
    .map(name => name.slice(mark.length + 1))
    .map(symbol => (symbol === nullSymbol ? null : symbol))
}

const symbolOf = (value: Value): string => (value === null ? nullSymbol : String(value))

/** The parameters that mark a string as an enum of these values. */
export const enumParameters = (values: readonly Value[], generalized: boolean): Record<string, string> => {
  const mark = generalized ? generalizedEnum : enumParameter
  const symbols = values.map((value, i) => {
    const symbol = symbolOf(value)
    return [`${mark}.${symbol}`, generalized ? String(i) : symbol] as const
  })
  return Object.fromEntries([[mark, ''], ...symbols])
}
