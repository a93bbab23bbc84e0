import { ConnectError } from '../../sdk/errors.ts'
import { pauseBefore } from '../backoff.ts'
import { isPassing } from '../calls.ts'
import { type Client, parseAnswer, unauthenticated } from '../client.ts'
import type { HttpAnswer } from '../http/http.ts'
import { type ItemResult, refusedDocument, refusedWrite } from '../item-error.ts'
import type { LeaveOut } from '../leave-out.ts'
import { refusal } from '../refusal.ts'
import type { Behavior, SinkSettings } from '../settings.ts'
import type { Chunk, Item } from './chunk.ts'
import { type Judged, judge, toRepeat } from './judge.ts'

export interface SendParts {
  readonly client: Client
  readonly settings: Pick<SinkSettings, 'server' | 'retries' | 'malformed' | 'conflicts' | 'streams'>
  readonly leaveOut: LeaveOut
  readonly warn: (message: string) => void
}

/** What is left of a request: items to send again, or to blame. */
interface Outcome {
  readonly left: readonly Judged[]
  /** why all were refused together, when they were */
  readonly refused?: ConnectError
}

const BULK = { method: 'POST', path: '/_bulk', type: 'application/x-ndjson', write: true } as const

const all = (items: readonly Item[], verdict: Judged['verdict'], result: ItemResult): readonly Judged[] =>
  items.map(item => ({ item, verdict, result }))

const isTakenKey = ({ verdict, item }: Judged) => verdict === 'conflict' && item.id !== undefined

const takenKey =
  'A data stream has one document of a key: further ones are left out; with key.ignore=true each record has its own'

const itemsOf = (judged: readonly Judged[]): ReadonlySet<Item> => new Set(judged.map(({ item }) => item))

const errorOf = ({ body }: ReturnType<typeof parseAnswer>): unknown =>
  typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined

/** Sends chunks, each until every item of it is written, left out or blamed. Rejects with what is no record's fault. */
export const createSendChunk = (parts: SendParts) => {
  const { client, settings } = parts
  const { retries, server } = settings

  const leaveOut = ({ item, result }: Judged, behavior: Behavior) =>
    parts.leaveOut(item.record, refusedDocument(result), behavior)

  /** One too large, or one line that nobody can read, is refused together with all others. */
  const divide = async (chunk: Chunk, items: readonly Item[], answer: HttpAnswer): Promise<Outcome> => {
    const parsed = parseAnswer(answer)
    const result = { status: answer.status, error: errorOf(parsed) ?? 'too large' }
    if (items.length === 1) return { left: all(items, 'malformed', result) }
    const half = items.length >> 1
    const left: Judged[] = []
    for (const part of [items.slice(0, half), items.slice(half)])
      left.push(...(await attempt(chunk, part)).left)
    const whole = left.length === items.length && left.every(({ verdict }) => verdict === 'malformed')
    return { left, ...(whole ? { refused: refusal('Writing', parsed) } : {}) }
  }

  const judgeAnswer = async (chunk: Chunk, items: readonly Item[], answer: HttpAnswer): Promise<Outcome> => {
    const { status } = answer
    if (status === 200) return { left: judge(items, answer) }
    if (status === 400 || status === 413) return divide(chunk, items, answer)
    const parsed = parseAnswer(answer)
    if (isPassing(status)) return { left: all(items, 'again', { status, error: errorOf(parsed) ?? {} }) }
    if (status === 401) throw unauthenticated(server, parsed)
    throw refusedWrite(items[0]?.resource ?? '', { status, error: errorOf(parsed) })
  }

  const attempt = async (chunk: Chunk, items: readonly Item[]): Promise<Outcome> =>
    judgeAnswer(chunk, items, await client.exchange({ ...BULK, body: chunk.body(items) }))

  /** Deals with what no repetition helps. */
  const settle = ({ left, refused }: Outcome) => {
    if (refused !== undefined) throw refused
    const failed = left.find(({ verdict }) => verdict === 'failed')
    if (failed !== undefined) throw refusedWrite(failed.item.resource, failed.result)
    const malformed = left.filter(({ verdict }) => verdict === 'malformed')
    for (const each of malformed) leaveOut(each, settings.malformed)
    if (settings.streams && left.some(isTakenKey)) parts.warn(takenKey)
    const rest = left.filter(
      ({ verdict, item }) => verdict === 'again' || (verdict === 'conflict' && !item.repeatable),
    )
    return { rest, out: itemsOf(malformed) }
  }

  const giveUp = (rest: readonly Judged[]) => {
    const failed = rest.find(({ verdict }) => verdict === 'again')
    if (failed !== undefined) throw refusedWrite(failed.item.resource, failed.result)
    for (const each of rest) leaveOut(each, settings.conflicts)
  }

  return async (chunk: Chunk): Promise<void> => {
    let items = chunk.items
    for (let tries = 1; ; tries++) {
      try {
        const { rest, out } = settle(await attempt(chunk, items))
        if (rest.length === 0) return
        if (tries > retries.count) return giveUp(rest)
        items = toRepeat(items, itemsOf(rest), out)
      } catch (error) {
        if (!isUnanswered(error) || tries > retries.count) throw error
      }
      await pauseBefore(tries, retries.backoff, client.signal)
    }
  }
}

const isUnanswered = (error: unknown): boolean => error instanceof ConnectError && error.retriable
