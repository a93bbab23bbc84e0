import { ConnectError } from '../sdk/errors.ts'
import type { Answer } from './contract.ts'

/** Why a server refused, in its own words: `strict_dynamic_mapping_exception: …`. */
export interface Reason {
  readonly type: string
  readonly text: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What an `error` of an answer or of an item says, with the cause below it when that says more. */
export const reasonOf = (error: unknown): Reason => {
  if (!isObject(error)) return { type: '', text: textOf(error) }
  const type = textOf(error.type)
  // where in a text that is not shown, on a line of its own
  const reason = textOf(error.reason)
    .replace(/;$/, '')
    .replace(/\s*\n at \[Source: .*$/s, '')
  const below = error.caused_by === undefined ? '' : reasonOf(error.caused_by).text
  const own = [type, reason].filter(text => text !== '').join(': ')
  return { type, text: below === '' || reason.includes(below) ? own : `${own} (${below})` }
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /disk usage exceeded|FORBIDDEN\/12|TOO_MANY_REQUESTS\/12/,
    'its disks are full: free space, then remove index.blocks.read_only_allow_delete if it stays',
  ],
  [/FORBIDDEN\/6\//, 'the cluster takes no writes: remove cluster.blocks.read_only'],
  [
    /cluster_block_exception/,
    'the index takes no writes: remove its block (index.blocks.*) or write to another',
  ],
  [/index_create_block_exception/, 'make the index by hand or remove cluster.blocks.create_index'],
  [/security_exception/, 'the user needs the privileges to create indices and to write to them'],
  [/index_not_found_exception/, 'it does not exist, and nothing creates it: see action.auto_create_index'],
  [/index_closed_exception/, 'open the index'],
  [
    /maximum shards open/,
    'the cluster is full: delete indices, add nodes or raise cluster.max_shards_per_node',
  ],
  [/invalid_index_name_exception|index name is too long/, 'name it otherwise, as a RegexRouter does'],
  [/^illegal_argument_exception: no write index/, 'set is_write_index of one of its indices'],
  [
    /an op_type of create/,
    'it is a data stream, which the connector has to be told, or an index by another name',
  ],
  [/no matching index template/, 'an index template with data_stream for its name has to be there first'],
  [/^illegal_argument_exception: pipeline with id/, 'make the pipeline, or change index.default_pipeline'],
  [/routing_missing_exception/, 'its mapping wants a routing: see routing.type, or make the index without'],
  [/strict_dynamic_mapping_exception/, 'add the field to its mapping or take it out of the records'],
  [/Limit of total fields/, 'raise its index.mapping.total_fields.limit or take fields out of the records'],
  [/no handler found for uri/, 'see connection.url: what stands behind host and port comes before each path'],
]

/** What to do about a reason, to stand behind it; empty when nobody knows. */
export const adviceOn = (reason: string): string => {
  const hint = hints.find(([pattern]) => pattern.test(reason))?.[1]
  return hint === undefined ? '' : `; ${hint}`
}

/** What the body of an answer says; AWS has names of its own for it. */
export const errorOf = (body: unknown): unknown =>
  isObject(body) ? (body.error ?? body.message ?? body.Message) : undefined

/** Why an answer that is an error is one; empty when it does not say so as a search engine would. */
export const reasonIn = ({ body }: Answer): string => reasonOf(errorOf(body)).text

/** Whether the same request may succeed later. */
export const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 408

const noEngine = '; this is no answer of a search engine: see connection.url'

/** An answer that is an error: `Creating the index orders failed: HTTP 403: …`, and what to do if that is known. */
export const refusal = (doing: string, answer: Answer): ConnectError => {
  const { status } = answer
  const text = reasonIn(answer)
  const retriable = isPassing(status)
  const why = text === '' ? '' : `: ${text}`
  const advice = text === '' && !retriable && status !== 403 ? noEngine : adviceOn(text)
  return new ConnectError('EXTERNAL', `${doing} failed: HTTP ${status}${why}${advice}`, { retriable })
}
