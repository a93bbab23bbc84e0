import { isRefusal } from '../errors/error-policy.ts'
import type { TransactionalProducer } from '../ports/kafka.ts'
import type { Sendable } from './outlet.ts'

interface Parts {
  /** a producer with nothing in its transaction: what the one before had begun is aborted */
  readonly renew: () => Promise<TransactionalProducer>
  readonly refused: (record: Sendable, error: unknown) => void
}

/**
 * Sends records into a transaction, without those that Kafka refuses. A transaction is over with a refusal, and nobody
 * says which record is to blame: it is found by transactions with fewer and fewer of them, which are aborted.
 */
export const sendWithoutRefused = async (
  records: readonly Sendable[],
  { renew, refused }: Parts,
): Promise<void> => {
  const attempt = async (some: readonly Sendable[]): Promise<{ readonly error: unknown } | undefined> => {
    const producer = await renew()
    try {
      await producer.send(some.map(({ record }) => record))
      return undefined
    } catch (error) {
      if (!isRefusal(error)) throw error
      return { error }
    }
  }

  /** Those of a list that was refused as a whole which are not to blame. */
  const divide = async (some: readonly Sendable[], error: unknown): Promise<readonly Sendable[]> => {
    const [only] = some
    if (only !== undefined && some.length === 1) {
      refused(only, error)
      return []
    }
    const half = Math.ceil(some.length / 2)
    const good: Sendable[] = []
    for (const part of [some.slice(0, half), some.slice(half)]) {
      const failure = await attempt(part)
      good.push(...(failure === undefined ? part : await divide(part, failure.error)))
    }
    return good
  }

  // only what went together in the last attempt is in the transaction
  for (let left = records; ; ) {
    const failure = await attempt(left)
    if (failure === undefined) return
    const good = await divide(left, failure.error)
    if (good.length === left.length) throw failure.error
    left = good
  }
}
