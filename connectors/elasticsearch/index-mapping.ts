import { ConnectError } from '../sdk/errors.ts'
import { printJson } from '../sdk/json.ts'
import type { Answer, CallServer } from './contract.ts'
import type { Mapping } from './mapping.ts'
import { additionsTo } from './mapping-merge.ts'
import { refusal } from './refusal.ts'

/** The mapping of the index that a resource is, or that is written to through it. */
export interface CurrentMapping {
  readonly resource: string
  readonly mapping: Mapping
  /** whether anything at all is said of fields */
  readonly isSet: boolean
  readonly isDataStream: boolean
  /** an alias of several indices, or a data stream of several */
  readonly hasSeveral: boolean
}

/** `{ <index>: { … } }`, by index. */
type ByIndex = Readonly<Record<string, { readonly mappings?: Mapping; readonly aliases?: unknown }>>

const byIndex = ({ body }: Answer): ByIndex =>
  typeof body === 'object' && body !== null ? (body as ByIndex) : {}

const pathOf = (resource: string, rest: string) => `/${encodeURIComponent(resource)}/${rest}`

/** The index that an alias says is written to; of a data stream, the last one is. */
const writeIndex = async (call: CallServer, resource: string, indices: readonly string[]) => {
  const last = indices.toSorted().at(-1)
  if (indices.length < 2) return last
  const answer = await call({ method: 'GET', path: `/_alias/${encodeURIComponent(resource)}` })
  const flagged = Object.entries(byIndex(answer)).find(([, { aliases }]) =>
    JSON.stringify(aliases ?? null).includes('"is_write_index":true'),
  )
  return answer.status === 200 && flagged !== undefined ? flagged[0] : last
}

/** `undefined` when there is no such resource. */
export const readMapping = async (
  call: CallServer,
  resource: string,
): Promise<CurrentMapping | undefined> => {
  const answer = await call({ method: 'GET', path: pathOf(resource, '_mapping') })
  if (answer.status === 404) return undefined
  if (answer.status >= 300) throw refusal(`Reading the mapping of ${resource}`, answer)
  const known = byIndex(answer)
  const indices = Object.keys(known)
  const index = await writeIndex(call, resource, indices)
  const mapping = (index === undefined ? undefined : known[index]?.mappings) ?? {}
  return {
    resource,
    mapping,
    isSet: Object.keys(mapping).length > 0,
    isDataStream: indices.length > 0 && indices.every(name => name.startsWith('.ds-')),
    hasSeveral: indices.length > 1,
  }
}

const putMapping = async (call: CallServer, { resource, hasSeveral }: CurrentMapping, added: Mapping) => {
  const query = hasSeveral ? '?write_index_only=true' : ''
  const answer = await call({
    method: 'PUT',
    path: pathOf(resource, `_mapping${query}`),
    body: printJson(added),
  })
  if (answer.status < 300) return
  const { message, retriable } = refusal(`Adding fields to the mapping of ${resource}`, answer)
  // the schema is what it does not like
  throw new ConnectError(answer.status === 400 ? 'DATA' : 'EXTERNAL', message, { retriable })
}

/** Adds the fields that are not there, and answers with the mapping as it is then. */
export const addToMapping = async (
  call: CallServer,
  current: CurrentMapping,
  wanted: Mapping,
): Promise<CurrentMapping> => {
  const added = additionsTo(current.mapping, wanted, current.resource)
  if (added === undefined) return current
  await putMapping(call, current, added)
  return (await readMapping(call, current.resource)) ?? current
}
