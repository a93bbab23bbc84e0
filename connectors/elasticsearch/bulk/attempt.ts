import type { ConnectError } from '../../sdk/errors.ts'
import { type Client, parseAnswer, unauthenticated } from '../client.ts'
import type { HttpAnswer } from '../http/http.ts'
import { type ItemResult, refusedWrite } from '../item-error.ts'
import { errorOf, isPassing } from '../refusal.ts'
import type { ServerSettings } from '../settings.ts'
import type { Chunk, Item } from './chunk.ts'
import { type Judged, judge } from './judge.ts'

/** What is left of a request: items to send again, or to blame. */
export interface Outcome {
  readonly left: readonly Judged[]
  /** why all were refused together, when they were */
  readonly refused?: ConnectError
  /** whether it was too much for the server */
  readonly overloaded?: boolean
}

/** One request with some of a chunk's items, in their order; what is refused as a whole is divided. */
type Attempt = (chunk: Chunk, items: readonly Item[]) => Promise<Outcome>

/** All that can be said of 2,000 documents is half a MB. */
const ANSWER = 'filter_path=errors%2Citems.%2A.status%2Citems.%2A.error'

/** OpenSearch Serverless knows few parameters. */
const pathOf = ({ authentication }: ServerSettings, timeout: number) =>
  authentication.by === 'signature' && authentication.service === 'aoss'
    ? '/_bulk'
    : `/_bulk?timeout=${timeout}ms&${ANSWER}`

const all = (items: readonly Item[], verdict: Judged['verdict'], result: ItemResult): readonly Judged[] =>
  items.map(item => ({ item, verdict, result }))

const isAgain = ({ verdict }: Judged) => verdict === 'again'

const judged = (left: readonly Judged[]): Outcome => ({
  left,
  overloaded: left.some(isAgain),
})

const tooLarge = ({ length }: Uint8Array) =>
  `a request of ${length} bytes is too large (HTTP 413): raise http.max_content_length of the server, or the limit of a proxy before it`

export const createAttempt = (client: Client, server: ServerSettings): Attempt => {
  const exchange = {
    method: 'POST',
    path: pathOf(server, client.timeout),
    type: 'application/x-ndjson',
    write: true,
  } as const

  /** One too large, or one line that nobody can read, is refused together with all others. */
  const divide = async (chunk: Chunk, items: readonly Item[], result: ItemResult): Promise<Outcome> => {
    if (items.length === 1) return { left: all(items, 'malformed', result) }
    const half = items.length >> 1
    const left: Judged[] = []
    for (const part of [items.slice(0, half), items.slice(half)])
      left.push(...(await attempt(chunk, part)).left)
    const whole = left.length === items.length && left.every(({ verdict }) => verdict === 'malformed')
    return {
      left,
      overloaded: result.status === 413 || left.some(isAgain),
      ...(whole ? { refused: refusedWrite(items[0]?.resource ?? '', result) } : {}),
    }
  }

  const judgeAnswer = async (chunk: Chunk, items: readonly Item[], answer: HttpAnswer): Promise<Outcome> => {
    const { status } = answer
    if (status === 200) return judged(judge(items, answer))
    if (status === 413) return divide(chunk, items, { status, error: tooLarge(chunk.body(items)) })
    const parsed = parseAnswer(answer)
    const result = { status, error: errorOf(parsed.body) }
    if (status === 400 && typeof result.error === 'object') return divide(chunk, items, result)
    if (isPassing(status)) return judged(all(items, 'again', { status, error: result.error ?? {} }))
    if (status === 401) throw unauthenticated(server, parsed)
    throw refusedWrite(items[0]?.resource ?? '', result)
  }

  const attempt: Attempt = async (chunk, items) =>
    judgeAnswer(chunk, items, await client.exchange({ ...exchange, body: chunk.body(items) }))
  return attempt
}
