/** The search engine, as the measurements see it: an index a run. */
export interface SearchEngine {
  readonly url: string
  createIndex(name: string): Promise<void>
  /** How many documents were indexed, whether searches see them yet or not. */
  count(index: string): Promise<number>
  /** How many documents of these ids there are, and their sum. */
  summary(index: string): Promise<{ readonly documents: number; readonly sum: number }>
  deleteIndex(name: string): Promise<void>
}

interface Stats {
  readonly _all?: { readonly primaries?: { readonly indexing?: { readonly index_total?: number } } }
}

interface Found {
  readonly hits: { readonly total: { readonly value: number } }
  readonly aggregations: { readonly sum: { readonly value: number } }
}

export const openSearchEngine = (url: string): SearchEngine => {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) }
    const response = await fetch(`${url}/${path}`, { method, ...sent })
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const settings = { number_of_shards: 1, number_of_replicas: 0 }
  return {
    url,
    createIndex: async name => {
      await ask('PUT', name, { settings })
    },
    count: async index => {
      const { _all } = await ask<Stats>('GET', `${index}/_stats/indexing`)
      return _all?.primaries?.indexing?.index_total ?? 0
    },
    summary: async index => {
      await ask('POST', `${index}/_refresh`)
      const query = { size: 0, track_total_hits: true, aggs: { sum: { sum: { field: 'id' } } } }
      const { hits, aggregations } = await ask<Found>('POST', `${index}/_search`, query)
      return { documents: hits.total.value, sum: aggregations.sum.value }
    },
    deleteIndex: async name => {
      await ask('DELETE', name)
    },
  }
}
