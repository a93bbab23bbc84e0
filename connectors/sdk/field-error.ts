import { ConnectError } from './errors.ts'

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
