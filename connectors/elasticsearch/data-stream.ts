import { printJson } from '../sdk/json.ts'
import type { Answer, CallServer, NamedByParts, NamedByPrefix } from './contract.ts'
import type { Mapping } from './mapping.ts'
import { reasonOf, refusal } from './refusal.ts'

/** That of the peer; templates of one's own with a higher one win. */
const PRIORITY = 200

interface Wanted {
  readonly name: string
  readonly mapping: Mapping | undefined
}

/** Whether a refusal says that somebody else was first. */
export const existsAlready = ({ body }: Answer): boolean =>
  reasonOf((body as { readonly error?: unknown } | undefined)?.error).type ===
  'resource_already_exists_exception'

const templateBody = ({ timestampField }: NamedByPrefix, { name, mapping }: Wanted): string =>
  printJson({
    index_patterns: [name],
    data_stream: { timestamp_field: { name: timestampField } },
    priority: PRIORITY,
    // indices to come are mapped so as well
    ...(mapping?.properties !== undefined && { template: { mappings: mapping } }),
  })

/** The template that the data stream is made of, unless there is one of that name. */
const ensureTemplate = async (call: CallServer, naming: NamedByPrefix, wanted: Wanted) => {
  const template = naming.template ?? `${wanted.name}-connector-data-stream-template`
  const path = `/_index_template/${encodeURIComponent(template)}`
  const known = await call({ method: 'HEAD', path })
  if (known.status === 200) return
  if (known.status !== 404) throw refusal(`Looking for the index template ${template}`, known)
  const answer = await call({ method: 'PUT', path, body: templateBody(naming, wanted) })
  if (answer.status >= 300) throw refusal(`Creating the index template ${template}`, answer)
}

export const createDataStream = async (
  call: CallServer,
  naming: NamedByParts | NamedByPrefix,
  wanted: Wanted,
): Promise<void> => {
  if (naming.by === 'prefix') await ensureTemplate(call, naming, wanted)
  const answer = await call({ method: 'PUT', path: `/_data_stream/${encodeURIComponent(wanted.name)}` })
  if (answer.status >= 300 && !existsAlready(answer))
    throw refusal(`Creating the data stream ${wanted.name}`, answer)
}
