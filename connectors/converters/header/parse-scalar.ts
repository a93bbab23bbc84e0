import type { Datum } from '../../sdk/record.ts'
import { DATE, type PrimitiveSchema, TIME, TIMESTAMP } from '../../sdk/schema.ts'
import { parseHeaderNumber } from './parse-number.ts'

const temporals: readonly (readonly [RegExp, PrimitiveSchema, (text: string) => string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, TIMESTAMP, text => text],
  [/^\d{4}-\d\d-\d\d/, DATE, text => `${text}T00:00:00.000Z`],
  [/^\d\d:\d\d:\d\d\.\d{3}Z/, TIME, text => `1970-01-01T${text}`],
]

const literals: ReadonlyMap<string, Datum> = new Map([
  ['true', { schema: { type: 'boolean' }, value: true }],
  ['false', { schema: { type: 'boolean' }, value: false }],
  ['null', { schema: undefined, value: null }],
])

/** A date, time or timestamp at the beginning of the text, when there is such a day and hour. */
export const parseTemporal = (text: string): (Datum & { readonly length: number }) | undefined => {
  for (const [syntax, schema, toIso] of temporals) {
    const found = syntax.exec(text)?.[0]
    if (found === undefined) continue
    const date = new Date(toIso(found))
    const exists = !Number.isNaN(date.getTime()) && date.toISOString() === toIso(found)
    return exists ? { schema, value: date, length: found.length } : undefined
  }
  return undefined
}

/** null, a boolean or a number. */
export const parseToken = (text: string): Datum | undefined => literals.get(text) ?? parseHeaderNumber(text)

/** `undefined` when the text as a whole is none. */
export const parseScalar = (text: string): Datum | undefined => {
  const temporal = parseTemporal(text)
  if (temporal?.length === text.length) return { schema: temporal.schema, value: temporal.value }
  return parseToken(text)
}
