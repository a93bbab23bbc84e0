import type { Answer, Call } from '../../../connectors/elasticsearch/contract.ts'
import { parseDigits } from '../../connectors/elasticsearch/read-document.ts'

/** A server's API, as it is. */
export interface PlainServer {
  call(call: Omit<Call, 'method'> & { readonly method: string }): Promise<Answer>
  /** the mapping of the only index of a name */
  mapping(name: string): Promise<unknown>
  /** writes documents under their numbers, and answers with what was refused */
  write(name: string, documents: readonly string[], operation?: 'index' | 'create'): Promise<unknown[]>
  /** all documents in the order of their ids, numbers as digits */
  read(name: string): Promise<unknown[]>
}

interface Item {
  readonly error?: unknown
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

export const plainServer = (url: string): PlainServer => {
  const call: PlainServer['call'] = async ({ method, path, body }) =>
    answerOf(
      await fetch(`${url}${path}`, {
        method,
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      }),
    )
  return {
    call,
    mapping: async name => {
      const { body } = await call({ method: 'GET', path: `/${name}/_mapping` })
      const [only] = Object.values(body as Record<string, { mappings: unknown }>)
      return only?.mappings
    },
    write: async (name, documents, operation = 'index') => {
      const lines = documents.map((text, i) => `{"${operation}":{"_id":"${1000 + i}"}}\n${text}\n`)
      const response = await fetch(`${url}/${name}/_bulk?refresh=true`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.join(''),
      })
      const { items } = (await response.json()) as { items: Record<string, Item>[] }
      return items.flatMap(item => Object.values(item).flatMap(({ error }) => error ?? []))
    },
    read: async name => {
      const response = await fetch(`${url}/${name}/_search?size=1000`)
      const { hits } = parseDigits(await response.text()) as {
        hits: { hits: { _id: string; _source: unknown }[] }
      }
      return hits.hits.toSorted((a, b) => Number(a._id) - Number(b._id)).map(({ _source }) => _source)
    },
  }
}
