type Constant = string | number

/** The message as an object; throws what was got instead. */
export const object = (name: string, input: unknown): Readonly<Record<string, unknown>> => {
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return input as Record<string, unknown>
  throw new TypeError(`${name}: got ${JSON.stringify(input)}, expected an object`)
}

/** A field that must be of a type (`String`, `Number`), or one of the constants given. */
export function field(event: Readonly<Record<string, unknown>>, name: string, type: StringConstructor): string
export function field(event: Readonly<Record<string, unknown>>, name: string, type: NumberConstructor): number
export function field<const C extends Constant>(
  event: Readonly<Record<string, unknown>>,
  name: string,
  ...allowed: readonly C[]
): C
export function field(
  event: Readonly<Record<string, unknown>>,
  name: string,
  ...allowed: readonly unknown[]
): unknown {
  const value = event[name]
  const fits = allowed.some(a =>
    a === String ? typeof value === 'string' : a === Number ? Number.isSafeInteger(value) : a === value,
  )
  if (fits) return value
  const names = allowed.map(a => (typeof a === 'function' ? a.name.toLowerCase() : JSON.stringify(a)))
  throw new TypeError(`${name}: got ${JSON.stringify(value)}, expected ${names.join(' or ')}`)
}
