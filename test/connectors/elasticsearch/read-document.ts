import type { Datum } from '../../../connectors/sdk/record.ts'
import { logicalNames, type Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../connectors/sdk/value.ts'

/** A number's digits as they stand in JSON. */
class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** JSON with the digits of its numbers. */
export const parseDigits = (text: string): unknown => {
  const reviver = (_: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' ? new Digits(context.source ?? '') : value
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
}

const digitsOf = (node: unknown): string => {
  if (node instanceof Digits) return node.text
  throw new Error(`a number is wanted, not ${JSON.stringify(node)}`)
}

const integerOf = (node: unknown): number | bigint => {
  const value = BigInt(digitsOf(node))
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const decimalOf = (node: unknown): Decimal => {
  const [mantissa = '', exponent = '0'] = digitsOf(node).split('E')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return new Decimal(BigInt(whole + fraction), fraction.length - Number(exponent))
}

const fractionOf = (node: unknown): number => {
  const text = digitsOf(node)
  if (!/[.E]/.test(text)) throw new Error(`${text} would be taken for an integer`)
  return Number(text)
}

const DAY = 86_400_000

const logical: Readonly<Record<string, (node: unknown) => Value>> = {
  [logicalNames.Decimal]: decimalOf,
  [logicalNames.Date]: node => new Date(Number(integerOf(node)) * DAY),
  [logicalNames.Time]: node => new Date(Number(integerOf(node))),
  [logicalNames.Timestamp]: node => new Date(Number(integerOf(node))),
}

const mapOf = (schema: Schema & { type: 'map' }, node: unknown): Value =>
  new Map(
    Array.isArray(node)
      ? node.map(({ key, value }) => [readDocument(schema.keys, key), readDocument(schema.values, value)])
      : Object.entries(node as object).map(([key, item]) => [key, readDocument(schema.values, item)]),
  )

/** The value that a document was made of, by its schema. */
export const readDocument = (schema: Schema, node: unknown): Value => {
  if (node === null) return null
  const read = logical[schema.name ?? '']
  if (read !== undefined) return read(node)
  if (schema.type === 'float64') return fractionOf(node)
  if (schema.type === 'float32') return Math.fround(fractionOf(node))
  if (schema.type === 'bytes') return Buffer.from(String(node), 'base64')
  if (schema.type === 'array') return (node as unknown[]).map(item => readDocument(schema.items, item))
  if (schema.type === 'map') return mapOf(schema, node)
  if (schema.type === 'struct')
    return Object.fromEntries(
      schema.fields.map(({ name, schema: type }) => [
        name,
        readDocument(type, (node as Record<string, unknown>)[name]),
      ]),
    )
  return schema.type.startsWith('int') ? integerOf(node) : (node as Value)
}

/** Whether a value has a float that JSON has no number for. */
export const hasNonFinite = (value: Value): boolean => {
  if (typeof value === 'number') return !Number.isFinite(value)
  if (value instanceof Map) return [...value.values()].some(hasNonFinite)
  if (Array.isArray(value)) return value.some(hasNonFinite)
  const isScalar =
    typeof value !== 'object' ||
    value === null ||
    [Decimal, Float64, Date, Uint8Array].some(type => value instanceof type)
  return !isScalar && Object.values(value).some(hasNonFinite)
}

export const readBack = ({ schema }: Datum, text: string): Value =>
  schema === undefined ? null : readDocument(schema, parseDigits(text))
