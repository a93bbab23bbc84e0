import { ConnectError } from './errors.ts'
import { describeValue } from './type-name.ts'
import { Decimal, Float64, type Value } from './value.ts'

/** A value that cannot be converted, with the path of its field: `… (field address.lines[2])`. */
class FieldError extends ConnectError {
  readonly problem: string
  readonly path: string

  constructor(problem: string, path: string, cause?: unknown) {
    super('DATA', `${problem} (field ${path})`, { cause })
    this.problem = problem
    this.path = path
  }
}

const join = (outer: string, inner: string) => (inner.startsWith('[') ? outer + inner : `${outer}.${inner}`)

/** The error of a part of a value, blamed on its place in the whole: a field's name, or `[i]` in an array or map. */
export const withinField = (place: string, error: unknown): unknown => {
  if (error instanceof FieldError) return new FieldError(error.problem, join(place, error.path), error.cause)
  if (error instanceof ConnectError && error.code === 'DATA')
    return new FieldError(error.message, place, error.cause)
  return error
}

/** A field's error with the message as it is: `fieldOf` tells the field. */
class BlamedField extends ConnectError {
  readonly path: string

  constructor({ code, message, retriable, cause }: ConnectError, path: string) {
    super(code, message, { retriable, cause })
    this.path = path
  }
}

/** The error with the field that it is about, for messages that must be Kafka Connect's to the letter. */
export const blameField = (path: string, error: unknown): unknown =>
  error instanceof ConnectError && !(error instanceof FieldError) ? new BlamedField(error, path) : error

/** The path of the field that an error is about and that its message does not name. */
export const fieldOf = (error: unknown): string | undefined =>
  error instanceof BlamedField ? error.path : undefined

/** The place of a map's entry; a key that is no scalar is named by its type. */
export const entryPlace = (key: Value | undefined): string => {
  if (key instanceof Float64) return `[${key.value}]`
  const isNested = typeof key === 'object' && key !== null && !(key instanceof Decimal)
  return `[${isNested ? describeValue(key) : String(key)}]`
}
