import { Pending } from '../../sdk/converter.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Library } from './document.ts'

export interface ValidatedSchema {
  readonly schema: string
  readonly dependencies: Library
}

/** Throws `DATA` with the place of what the schema does not allow. */
export type Validate = (payload: string) => void

/** Compiles a schema to what tells the problem of a payload, `undefined` when it has none. */
type Compile = (schema: ValidatedSchema) => (payload: string) => string | undefined

// shared by all converters of the process, for it takes 50 ms and is seldom wanted
let compile: Compile | undefined

const compiler = (): Compile => {
  if (compile !== undefined) return compile
  throw new Pending(
    import('./validator.ts').then(({ compileSchema }) => {
      compile = compileSchema
    }),
  )
}

/** Validates payloads by a schema, which is compiled when the first is validated. */
export const validation = (schema: ValidatedSchema): Validate => {
  let problemOf: ReturnType<Compile> | undefined
  return payload => {
    problemOf ??= compiler()(schema)
    const problem = problemOf(payload)
    if (problem !== undefined)
      throw new ConnectError('DATA', `JSON does not match schema of type JSON: ${problem}`)
  }
}

export const noValidation: Validate = () => {}
