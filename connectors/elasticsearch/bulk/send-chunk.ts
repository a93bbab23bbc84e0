import { ConnectError } from '../../sdk/errors.ts'
import { pauseBefore } from '../backoff.ts'
import type { Trouble } from '../calls.ts'
import type { Client } from '../client.ts'
import { refusedDocument, refusedWrite } from '../item-error.ts'
import type { LeaveOut } from '../leave-out.ts'
import type { Behavior, SinkSettings } from '../settings.ts'
import { createAttempt, type Outcome } from './attempt.ts'
import type { Chunk, Item } from './chunk.ts'
import { type Judged, toRepeat } from './judge.ts'
import type { Pace } from './pace.ts'

interface SendParts {
  readonly client: Client
  readonly pace: Pace
  readonly settings: Pick<SinkSettings, 'server' | 'retries' | 'malformed' | 'conflicts' | 'streams'>
  readonly leaveOut: LeaveOut
  readonly warn: (message: string) => void
  readonly trouble: Trouble
}

const isTakenKey = ({ verdict, item }: Judged) => verdict === 'conflict' && item.id !== undefined

const takenKey =
  'A data stream has one document of a key: further ones are left out; with key.ignore=true each record has its own'

const itemsOf = (judged: readonly Judged[]): ReadonlySet<Item> => new Set(judged.map(({ item }) => item))

interface Turn {
  /** of the chunk: those that came first are sent first */
  readonly rank: number
  /** items, at most */
  readonly most: number
}

interface Sent {
  readonly items: readonly Item[]
  /** a ConnectError: there was no answer */
  readonly outcome: Outcome | ConnectError
}

/** Sends chunks, each until every item of it is written, left out or blamed. Rejects with what is no record's fault. */
export const createSendChunk = (parts: SendParts) => {
  const { client, pace, settings } = parts
  const { retries } = settings
  const attempt = createAttempt(client, settings.server)
  let rank = 0

  const leaveOut = ({ item, result }: Judged, behavior: Behavior) =>
    parts.leaveOut(item.record, refusedDocument(item.resource, result), behavior)

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

  /** One request, as soon as there may be one. */
  const paced = async (chunk: Chunk, { rank, most }: Turn): Promise<Sent> => {
    const slot = await pace.slot(rank)
    const items = chunk.left.slice(0, Math.min(slot.size, most))
    const end = (overloaded: boolean) => slot.end({ documents: items.length, overloaded })
    try {
      const outcome = await attempt(chunk, items)
      end(outcome.overloaded === true)
      parts.trouble.error = undefined
      return { items, outcome }
    } catch (error) {
      end(true)
      if (!isUnanswered(error)) throw error
      parts.trouble.error = error
      return { items, outcome: error }
    }
  }

  /** What of a request is to be sent again. */
  const settleSent = ({ items, outcome }: Sent, isLast: boolean): readonly Item[] => {
    if (outcome instanceof ConnectError) {
      if (isLast) throw outcome
      return items
    }
    if (outcome.left.length === 0) return []
    const { rest, out } = settle(outcome)
    if (!isLast) return toRepeat(items, itemsOf(rest), out)
    giveUp(rest)
    return []
  }

  const sendAll = async (chunk: Chunk, rank: number) => {
    // what is sent again does not wait for what comes behind it
    let again = 0
    for (let tries = 1; chunk.left.length > 0; ) {
      const sent = await paced(chunk, { rank, most: again > 0 ? again : chunk.left.length })
      const rest = settleSent(sent, tries > retries.count)
      chunk.left = [...rest, ...chunk.left.slice(sent.items.length)]
      again = Math.max(again - sent.items.length, 0) + rest.length
      if (rest.length === 0) tries = 1
      else await pauseBefore(tries++, retries.backoff, pace.signal)
    }
  }

  return async (chunk: Chunk): Promise<void> => {
    try {
      await sendAll(chunk, rank++)
    } catch (error) {
      pace.stop(error)
      throw error
    }
  }
}

const isUnanswered = (error: unknown): error is ConnectError =>
  error instanceof ConnectError && error.retriable
