import { ConnectError } from '../sdk/errors.ts'
import { adviceOn, reasonOf, refusal } from './refusal.ts'

/** What an item of a `_bulk` answer says, or a whole answer about one document. */
export interface ItemResult {
  readonly status: number
  readonly error?: unknown
}

/** of a pipeline that wants a document to be refused, with status 500 */
const failProcessor = 'fail_processor_exception'

export type Verdict = 'done' | 'again' | 'conflict' | 'malformed' | 'failed'

/** By the peers, of what pipelines make of documents, and of text that is no JSON. */
const malformed = new Set([
  'strict_dynamic_mapping_exception',
  'mapper_parsing_exception',
  'illegal_argument_exception',
  'action_request_validation_exception',
  'document_parsing_exception',
  'parsing_exception',
  'x_content_parse_exception',
  'script_exception',
  failProcessor,
])

/** Refusals under those names that are no document's fault: they would be the same for any. Nothing of a document is in them. */
const ofIndex =
  /^illegal_argument_exception: (no write index is defined|only write ops with an op_type of create|pipeline with id \[[^\]]*\] does not exist|[\w ]*is not supported on (data streams|alias))/

const typesOf = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return []
  const { type, caused_by } = error as { readonly type?: unknown; readonly caused_by?: unknown }
  return [...(typeof type === 'string' ? [type] : []), ...typesOf(caused_by)]
}

export const verdictOf = ({ status, error }: ItemResult): Verdict => {
  if (error === undefined || error === null) return 'done'
  const types = typesOf(error)
  if ((status === 429 || status >= 500) && !types.includes(failProcessor)) return 'again'
  if (types.includes('version_conflict_engine_exception')) return 'conflict'
  if (types.some(type => malformed.has(type)) && !ofIndex.test(reasonOf(error).text)) return 'malformed'
  return 'failed'
}

/** The error of a record that the server does not take: it names the resource. */
export const refusedDocument = (resource: string, { error }: ItemResult): ConnectError => {
  const { text } = reasonOf(error)
  return new ConnectError('DATA', `Indexing failed: ${text} (index ${resource})${adviceOn(text)}`)
}

/** The error of a refusal that is no record's fault: it names the resource. */
export const refusedWrite = (resource: string, { status, error }: ItemResult): ConnectError =>
  refusal(`Writing to ${resource}`, { status, body: { error } })
