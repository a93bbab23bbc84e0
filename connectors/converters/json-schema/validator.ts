import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { ValidatedSchema } from './validation.ts'

interface JsonObject {
  readonly [keyword: string]: unknown
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keywords whose values are data, not schemas. */
const dataKeywords = new Set(['default', 'const', 'enum', 'examples', 'connect.parameters'])

/** A limit of draft 4, which was excluded by a keyword of its own. */
const exclusive = (node: JsonObject, limit: 'minimum' | 'maximum'): JsonObject => {
  const keyword = limit === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'
  if (typeof node[keyword] !== 'boolean') return {}
  return node[keyword] ? { [keyword]: node[limit], [limit]: undefined } : { [keyword]: undefined }
}

const defined = (node: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined))

/** A schema of draft 4, 6 or 7 in the words of draft 7. */
const asDraft7 = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(asDraft7)
  if (!isObject(node)) return node
  const parts = Object.entries(node).map(([keyword, part]) => [
    keyword,
    dataKeywords.has(keyword) ? part : asDraft7(part),
  ])
  const { $schema: _, ...schema }: JsonObject = Object.fromEntries(parts)
  const id = typeof schema.id === 'string' ? { id: undefined, $id: schema.id } : {}
  return defined({ ...schema, ...id, ...exclusive(schema, 'minimum'), ...exclusive(schema, 'maximum') })
}

/** A root that is referred to by a fragment of its own, which ajv knows of its parts only. */
const withoutOwnFragment = (root: unknown): unknown => {
  if (!isObject(root)) return root
  const { $id } = root
  if (typeof $id !== 'string' || !$id.startsWith('#')) return root
  const text = JSON.stringify({ ...root, $id: undefined })
  return JSON.parse(text, (keyword, value) => (keyword === '$ref' && value === $id ? '#' : value))
}

/** Definitions are found under both names. */
const withDefinitions = (root: unknown): unknown =>
  isObject(root) && isObject(root.definitions) && root.$defs === undefined
    ? { ...root, $defs: root.definitions }
    : root

const options = { strict: false, logger: false, unicodeRegExp: false } as const

const validatorOf = (root: unknown) => {
  const draft = isObject(root) && typeof root.$schema === 'string' ? root.$schema : ''
  if (draft.includes('/2020-12/')) return { ajv: new Ajv2020({ ...options, validateFormats: false }) }
  if (draft.includes('/2019-09/')) return { ajv: new Ajv2019({ ...options, validateFormats: false }) }
  const ajv = new Ajv(options)
  addFormats.default(ajv)
  return { ajv, asWritten: (root: unknown) => withoutOwnFragment(asDraft7(root)) }
}

const same = (node: unknown): unknown => node

const compile = ({ schema, dependencies }: ValidatedSchema): ValidateFunction => {
  const root: unknown = JSON.parse(schema)
  const { ajv, asWritten = same } = validatorOf(root)
  const read = (node: unknown) => asWritten(withDefinitions(node)) as JsonObject | boolean
  for (const [name, text] of dependencies) {
    const dependency = read(JSON.parse(text))
    ajv.addSchema(dependency, name)
  }
  return ajv.compile(read(root))
}

/** What of a payload the schema does not allow, with its place; `undefined`: it is valid. */
export const compileSchema = (schema: ValidatedSchema): ((payload: string) => string | undefined) => {
  let validate: ValidateFunction
  try {
    validate = compile(schema)
  } catch (cause) {
    const problem = messageOf(cause)
    throw new ConnectError('DATA', `The JSON Schema cannot be used to validate: ${problem}`, { cause })
  }
  return payload => {
    if (validate(JSON.parse(payload))) return undefined
    const problems = validate.errors ?? []
    return problems.map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`).join(', ')
  }
}
