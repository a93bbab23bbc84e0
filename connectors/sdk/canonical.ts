import { ConnectError } from './errors.ts'
import { parseJson, printJson } from './json.ts'
import type { Offset, Partition } from './record.ts'
import { Float64 } from './value.ts'

type Scalar = Offset[string]

const printScalar = (name: string, value: Scalar): string => {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ConnectError('DATA', `${value} cannot be stored in an offset (field ${name})`)
  return typeof value === 'number' ? JSON.stringify(value) : printJson(value)
}

const print = (object: Partition, names: readonly string[]): string =>
  `{${names.map(name => `${JSON.stringify(name)}:${printScalar(name, object[name] ?? null)}`).join(',')}}`

/** A source partition as text: equal for equal partitions, whatever the order of their fields. */
export const canonical = (partition: Partition): string => print(partition, Object.keys(partition).sort())

/** An offset or a source partition as JSON text; int64 in full. */
export const printOffset = (offset: Offset): string => print(offset, Object.keys(offset))

/** The offset or source partition that `printOffset` or `canonical` printed; int64 beyond 2^53 are bigints. */
export const parseOffset = (text: string): Offset => {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Float64)
    throw new ConnectError('DATA', `An offset must be a JSON object, got ${text}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [name, scalar(name, field)]),
  )
}

const scalar = (name: string, value: unknown): Scalar => {
  if (value instanceof Float64) return value.value
  if (typeof value !== 'object' || value === null) return value as Scalar
  throw new ConnectError(
    'DATA',
    `An offset holds strings, numbers, booleans and nulls, got more in field ${name}`,
  )
}
