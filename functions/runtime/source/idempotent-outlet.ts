import { isPassing, isRefusal } from '../errors/error-policy.ts'
import type { Retries } from '../errors/retries.ts'
import type { Producer } from '../ports/kafka.ts'
import type { Failures } from './failures.ts'
import type { Besides, Handed, Outlet, Sendable } from './outlet.ts'

interface Parts {
  readonly openProducer: () => Promise<Producer>
  readonly tolerant: boolean
  readonly failures: Pick<Failures, 'refused' | 'settle'>
  readonly retries: Retries
}

interface Unsent {
  readonly left: readonly Sendable[]
  readonly error: unknown
}

const nothing: Besides = new Map()

/**
 * At least once: records as they come, each acknowledged by itself. What fails is sent once more, with all that comes
 * behind it one batch at a time, so that order is kept; records that Kafka refuses are found and left out when that is
 * tolerated. What Kafka had taken of a batch when it failed comes twice, no more.
 */
export const idempotentOutlet = ({ openProducer, tolerant, failures, retries }: Parts): Outlet => {
  let opened: Promise<Producer> | undefined
  const direct = new Set<Promise<void>>()
  /** what is sent one by one, and how much of it there is */
  let lane = Promise.resolve()
  let laned = 0
  let renew = false

  // most polls of an idle source find nothing: they need no producer
  const producer = () => {
    opened ??= openProducer()
    return opened
  }
  const close = async () => {
    await opened?.then(
      each => each.close(),
      () => undefined,
    )
    opened = undefined
  }
  /** Sends records one by one, so that it is known of each; resolves with those that are not in Kafka, and why. */
  const sendEach = async (records: readonly Sendable[]): Promise<Unsent> => {
    const sent = await Promise.allSettled(
      records.map(async ({ record }) => (await producer()).send([record])),
    )
    const errors = sent.flatMap(each => (each.status === 'rejected' ? [each.reason] : []))
    // one that has failed sends nothing more to that partition
    if (errors.length > 0) await close()
    return { left: records.filter((_, i) => sent[i]?.status === 'rejected'), error: errors[0] }
  }

  /** The same, again as long as that may help; rejects unless Kafka refuses what is left. */
  const sendAgain = async (records: readonly Sendable[]): Promise<Unsent> => {
    let left = records
    const attempt = async () => {
      const unsent = await sendEach(left)
      left = unsent.left
      if (left.length === 0 || (tolerant && isRefusal(unsent.error))) return unsent
      throw unsent.error
    }
    try {
      return await attempt()
    } catch (error) {
      return retries.run(attempt, error)
    }
  }

  /** Sends records in their order, without those that Kafka refuses; resolves with how many those are. */
  const divide = async (records: readonly Sendable[]): Promise<number> => {
    const { left, error } = await sendAgain(records)
    const [only] = left
    if (only === undefined) return 0
    if (records.length === 1) {
      failures.refused(only.original, error)
      return 1
    }
    const half = Math.ceil(left.length / 2)
    return (await divide(left.slice(0, half))) + (await divide(left.slice(half)))
  }

  const once = async ({ write, each }: Handed): Promise<number> => {
    if (write === undefined) return 0
    const refused = await divide(each())
    await failures.settle()
    return refused
  }

  const mayHelp = (error: unknown) => (tolerant && isRefusal(error)) || (retries.enabled && isPassing(error))

  const inLane = (handed: Handed): Promise<number> => {
    laned++
    const done = lane.then(async () => {
      if (renew) {
        await Promise.allSettled(direct)
        await close()
        renew = false
      }
      return once(handed)
    })
    // behind what failed nothing is sent
    lane = done.then(() => undefined)
    lane.catch(() => undefined)
    done.then(
      () => laned--,
      () => undefined,
    )
    return done
  }

  const directly = async (send: NonNullable<Handed['write']>): Promise<void> => {
    const sent = producer().then(send)
    direct.add(sent)
    try {
      await sent
    } finally {
      direct.delete(sent)
    }
  }

  const deliver = async (handed: Handed): Promise<number> => {
    if (laned > 0) return inLane(handed)
    if (handed.write === undefined) return 0
    try {
      await directly(handed.write)
      return 0
    } catch (error) {
      if (!mayHelp(error)) throw error
      renew ||= laned === 0
      return inLane(handed)
    }
  }

  return {
    send: handed => {
      let refused = 0
      const stored = deliver(handed).then(count => {
        refused = count
        return nothing
      })
      // what is sent once more is needed until then
      return {
        stored,
        released: stored.then(
          () => undefined,
          () => undefined,
        ),
        refused: () => refused,
      }
    },
    finish: () => undefined,
    last: () => new Map(),
    close,
  }
}
