import { defineConfig, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import type { Schema } from '../sdk/schema.ts'
import { oneOfIgnoringCase } from '../sdk/validators.ts'

/** The key of transformations that reach fields inside fields. */
export const fieldSyntaxConfig = defineConfig({
  'field.syntax.version': string({
    default: 'V1',
    importance: 'HIGH',
    doc: 'How fields are named: `V1` is the name of a field of the struct or object itself; `V2` is a path, names separated by dots, such as `address.city`. A name that holds dots stands between backticks: `` `a.b`.c ``; a backtick before a dot in it follows a backslash.',
    validator: oneOfIgnoringCase('V1', 'V2'),
  }),
})

/** From the outermost field to the innermost; at least one. */
export type FieldPath = readonly string[]

const incomplete = (path: string, position: number) =>
  new ConnectError(
    'INVALID_CONFIG',
    `Incomplete backtick pair in path: [${path}], consider adding a backslash before backtick at position ${position} to escape it`,
  )

/** Where the backtick is that ends the name after the one at `open`: one before a dot or at the end, unescaped. */
const closing = (path: string, open: number): number => {
  for (let at = path.indexOf('`', open + 1); at !== -1; at = path.indexOf('`', at + 1)) {
    const escaped = path[at - 1] === '\\'
    if (at === path.length - 1 ? !escaped : path[at + 1] === '.' && !escaped) return at
  }
  throw incomplete(path, open)
}

const parseSteps = (path: string): FieldPath => {
  const steps: string[] = []
  let start = 0
  while (start <= path.length) {
    const quoted = path[start] === '`'
    const dot = path.indexOf('.', start)
    const end = quoted ? closing(path, start) : dot === -1 ? path.length : dot
    steps.push(quoted ? path.slice(start + 1, end).replaceAll('\\`.', '`.') : path.slice(start, end))
    start = end + (quoted ? 2 : 1)
  }
  return steps
}

/** The path that a text stands for. Throws `INVALID_CONFIG`, for the configuration `key`, when it is none. */
export const parseFieldPath = (key: string, text: string, version: string): FieldPath => {
  if (version.toUpperCase() === 'V1') return [text]
  if (text !== '') return parseSteps(text)
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid value  for configuration ${key}: a path has at least one name`,
  )
}

/** The schemas along a path, one for each of its names; `undefined` when there is no such field. */
export const schemasAlong = (schema: Schema, path: FieldPath): readonly Schema[] | undefined => {
  const schemas: Schema[] = []
  let current: Schema | undefined = schema
  for (const name of path) {
    if (current.type !== 'struct') throw new ConnectError('DATA', 'Cannot look up fields on non-struct type')
    current = current.fields.find(field => field.name === name)?.schema
    if (current === undefined) return undefined
    schemas.push(current)
  }
  return schemas
}
