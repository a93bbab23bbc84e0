import { setTimeout as sleep } from 'node:timers/promises'

/** Where the example's topic goes. */
const index = 'mysql-mytable'

const MAX_WAIT = 60_000
const PAUSE = 100

interface Hit {
  readonly id: string
  readonly source: string
}

export interface DemoIndex {
  count(): Promise<number>
  /** what was made of a row, once it can be found; `undefined` when it cannot for a minute */
  documentOf(id: number, signal: AbortSignal): Promise<Hit | undefined>
}

interface Answer {
  readonly count?: number
  readonly hits?: { readonly hits: readonly { readonly _id: string; readonly _source: unknown }[] }
}

const ask = async (url: string): Promise<Answer> => {
  const response = await fetch(url)
  return response.ok ? ((await response.json()) as Answer) : {}
}

export const openIndex = (url: string): DemoIndex => ({
  count: async () => (await ask(`${url}/${index}/_count`)).count ?? 0,
  documentOf: async (id, signal) => {
    const latest = performance.now() + MAX_WAIT
    while (performance.now() < latest && !signal.aborted) {
      const [hit] = (await ask(`${url}/${index}/_search?q=id:${id}`)).hits?.hits ?? []
      if (hit !== undefined) return { id: hit._id, source: JSON.stringify(hit._source) }
      await sleep(PAUSE)
    }
    return undefined
  },
})
