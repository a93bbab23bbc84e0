import { ConnectError } from '../../sdk/errors.ts'
import type { HttpAnswer } from '../http/http.ts'
import { type ItemResult, type Verdict, verdictOf } from '../item-error.ts'
import type { Item } from './chunk.ts'

export interface Judged {
  readonly item: Item
  readonly result: ItemResult
  readonly verdict: Exclude<Verdict, 'done'>
}

/** `errors` stands among the first fields of an answer, whatever the version: most answers need not be parsed. */
const isClean = (body: Buffer) => body.subarray(0, 120).includes('"errors":false')

// what it is instead had better not be told: whoever asks might be looking around
const notBulk = () =>
  new ConnectError(
    'EXTERNAL',
    'The answer with HTTP 200 is not that of a _bulk request, so this is no search engine: see connection.url',
    { retriable: false },
  )

const parse = (body: Buffer): readonly Readonly<Record<string, ItemResult>>[] => {
  try {
    const { items } = JSON.parse(body.toString())
    if (Array.isArray(items)) return items
  } catch {
    throw notBulk()
  }
  throw notBulk()
}

/** What an answer says of items that were not simply written, in their order. */
export const judge = (items: readonly Item[], { body }: HttpAnswer): readonly Judged[] => {
  if (isClean(body)) return []
  const results = parse(body)
  if (results.length !== items.length) throw notBulk()
  return items.flatMap((item, i) => {
    const [result] = Object.values(results[i] ?? {})
    if (result === undefined) throw notBulk()
    const verdict = verdictOf(result)
    return verdict === 'done' ? [] : [{ item, result, verdict }]
  })
}

/**
 * The items to send again: those that failed, and those behind them that are about the same documents, which must not
 * end as an earlier record says. `out`: those that are dealt with.
 */
export const toRepeat = (
  items: readonly Item[],
  failed: ReadonlySet<Item>,
  out: ReadonlySet<Item>,
): readonly Item[] => {
  const documents = new Set<string>()
  const nameOf = ({ resource, id }: Item) => `${resource}\n${id}`
  return items.filter(item => {
    if (failed.has(item)) {
      if (item.id !== undefined) documents.add(nameOf(item))
      return true
    }
    return item.id !== undefined && !out.has(item) && documents.has(nameOf(item))
  })
}
