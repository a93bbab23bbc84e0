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

  const withoutRefused = async (some: readonly Sendable[]): Promise<readonly Sendable[]> => {
    const failure = await attempt(some)
    if (failure === undefined) return some
    const [only] = some
    if (only !== undefined && some.length === 1) {
      refused(only, failure.error)
      return []
    }
    const half = Math.ceil(some.length / 2)
    return [...(await withoutRefused(some.slice(0, half))), ...(await withoutRefused(some.slice(half)))]
  }

  const good = await withoutRefused(records)
  if (good.length < records.length) await attempt(good)
}
