import { Pending } from '../../sdk/converter.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Library } from './document.ts'

export interface ValidatedSchema {
  readonly schema: string
  readonly dependencies: Library
}

/** Throws `DATA` with the place of what the schema does not allow. */
export type Validate = (payload: string) => void

type Validator = typeof import('./validator.ts')

// shared by all converters of the process, for it takes 50 ms and is seldom wanted
let loaded: Validator | undefined

const validator = (): Validator => {
  if (loaded !== undefined) return loaded
  throw new Pending(
    import('./validator.ts').then(module => {
      loaded = module
    }),
  )
}

/** Validates payloads by a schema, which is compiled when the first is validated. */
export const validation = (schema: ValidatedSchema): Validate => {
  let problemOf: ReturnType<Validator['compileSchema']> | undefined
  return payload => {
    problemOf ??= validator().compileSchema(schema)
    const problem = problemOf(payload)
    if (problem !== undefined)
      throw new ConnectError('DATA', `JSON does not match schema of type JSON: ${problem}`)
  }
}

export const noValidation: Validate = () => {}
