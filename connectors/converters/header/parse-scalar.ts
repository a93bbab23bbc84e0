import { startOfDay } from '../../sdk/java-calendar.ts'
import type { Datum } from '../../sdk/record.ts'
import { DATE, type PrimitiveSchema, TIME, TIMESTAMP } from '../../sdk/schema.ts'
import { parseHeaderNumber } from './parse-number.ts'

const MIDNIGHT = '00:00:00.000Z'
const EPOCH = '1970-01-01'

/** Syntax, schema, day and time of day. */
const temporals: readonly (readonly [
  RegExp,
  PrimitiveSchema,
  (text: string) => readonly [string, string],
])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, TIMESTAMP, text => [text.slice(0, 10), text.slice(11)]],
  [/^\d{4}-\d\d-\d\d/, DATE, text => [text, MIDNIGHT]],
  [/^\d\d:\d\d:\d\d\.\d{3}Z/, TIME, text => [EPOCH, text]],
]

const dayOf = (text: string): Date | undefined => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return startOfDay({ year, month, day })
}

/** When there is such a day and time. */
const instantOf = ([day, time]: readonly [string, string]): Date | undefined => {
  const start = dayOf(day)
  const ofDay = new Date(`${EPOCH}T${time}`)
  const exists = !Number.isNaN(ofDay.getTime()) && ofDay.toISOString().endsWith(time)
  return start !== undefined && exists ? new Date(start.getTime() + ofDay.getTime()) : undefined
}

const literals: ReadonlyMap<string, Datum> = new Map([
  ['true', { schema: { type: 'boolean' }, value: true }],
  ['false', { schema: { type: 'boolean' }, value: false }],
  ['null', { schema: undefined, value: null }],
])

/** A date, time or timestamp at the beginning of the text, when there is such a day and hour. */
export const parseTemporal = (text: string): (Datum & { readonly length: number }) | undefined => {
  for (const [syntax, schema, parts] of temporals) {
    const found = syntax.exec(text)?.[0]
    if (found === undefined) continue
    const value = instantOf(parts(found))
    return value && { schema, value, length: found.length }
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
