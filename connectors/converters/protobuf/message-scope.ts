import { ConnectError } from '../../sdk/errors.ts'
import type { Field } from '../../sdk/schema.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isIdentifier, scrubName, splitName } from './names.ts'
import type { ProtoEnum, ProtoMessage } from './proto-file.ts'

/** What all messages of a file have in common while it is made. */
export interface Draft {
  readonly options: MappingOptions
  readonly imports: Set<string>
  /** as an identifier */
  identifier(name: string): string
  /** a name for what may have none */
  nameOr(name: string | undefined): string
}

/** A message that is being made, inside those around it. */
export interface Scope {
  readonly draft: Draft
  readonly name: string
  /** its full name with a dot before it */
  readonly path: string
  /** the fields of the struct that it stands for */
  readonly of: readonly Field[] | undefined
  readonly parent: Scope | undefined
  readonly depth: number
  readonly messages: ProtoMessage[]
  readonly enums: ProtoEnum[]
}

const MAX_DEPTH = 100

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

export const newDraft = (options: MappingOptions): Draft => {
  let unnamed = 0
  return {
    options,
    imports: new Set(),
    nameOr: name => name || `ConnectDefault${++unnamed}`,
    identifier(name) {
      const wanted = options.scrubInvalidNames ? scrubName(name) : name
      return isIdentifier(wanted)
        ? wanted
        : fail(`"${name}" is not a valid identifier; scrub.invalid.names=true makes it one`)
    },
  }
}

export const lastName = ({ draft }: Pick<Scope, 'draft'>, name: string | undefined): string =>
  draft.identifier(splitName(draft.nameOr(name))[1])

export const rootScope = (
  draft: Draft,
  name: string,
  packageName: string | undefined,
): Omit<Scope, 'of'> => ({
  ...{ draft, name, parent: undefined, depth: 1, messages: [], enums: [] },
  path: packageName === undefined ? `.${name}` : `.${packageName}.${name}`,
})

export const nestedScope = (parent: Scope, name: string, of: Scope['of']): Scope => {
  const depth = parent.depth + 1
  if (depth > MAX_DEPTH) fail(`The schema has more than ${MAX_DEPTH} levels of structs and maps`)
  const { draft } = parent
  return { ...{ draft, name, of, parent, depth }, path: `${parent.path}.${name}`, messages: [], enums: [] }
}

/** The message around, or the same, that stands for the same struct. */
export const recursionTo = (scope: Scope | undefined, of: readonly Field[]): Scope | undefined =>
  scope === undefined || scope.of === of ? scope : recursionTo(scope.parent, of)

/** A definition once: what has its name has to be the same. */
export const define = <T extends { readonly name: string }>(definitions: T[], definition: T): void => {
  const known = definitions.find(({ name }) => name === definition.name)
  if (known === undefined) definitions.push(definition)
  else if (JSON.stringify(known) !== JSON.stringify(definition))
    fail(`Two different types in one message are named ${definition.name}`)
}
