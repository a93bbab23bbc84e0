import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { TransactionalOptions, TransactionalProducer } from '../../../functions/runtime/ports/kafka.ts'
import type { KafkaRoute } from '../memory-kafka.ts'
import { createMemoryProducer } from './memory-producer.ts'
import type { MemoryTopics } from './memory-topics.ts'

const end = (topics: MemoryTopics, transactionalId: string, state: 'committed' | 'aborted') => {
  const known = topics.transactions(transactionalId)
  if (known.open === undefined) return []
  known.open.transaction.state = state
  const ends = [...known.open.logs].map(log => log.nextOffset())
  // a marker takes an offset
  for (const log of known.open.logs) log.skip(1)
  known.open = undefined
  topics.changed()
  return ends
}

/** Takes a transactional id as `InitProducerId` does, and sends to topics in memory. */
export const createMemoryTransactions = (
  topics: MemoryTopics,
  route: KafkaRoute,
  options: TransactionalOptions,
): TransactionalProducer => {
  const { transactionalId, mayWrite = () => true } = options
  end(topics, transactionalId, 'aborted')
  const known = topics.transactions(transactionalId)
  const epoch = ++known.epoch
  const sends = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined

  const check = () => {
    if (known.epoch !== epoch)
      throw new ConnectError('FENCED', `${transactionalId}: INVALID_PRODUCER_EPOCH (47)`)
  }
  const producer = createMemoryProducer(topics, route, { ...options, idempotent: true }, log => {
    check()
    known.open ??= { transaction: { state: 'open' }, logs: new Set() }
    known.open.logs.add(log)
    return known.open.transaction
  })
  const follow = (sent: Promise<void>): Promise<void> => {
    const settled = sent.catch(error => {
      failure ??= { error }
    })
    sends.add(settled)
    void settled.then(() => sends.delete(settled))
    return sent
  }
  const ending = async (state: 'committed' | 'aborted') => {
    await Promise.all(sends)
    if (failure !== undefined && state === 'committed') throw failure.error
    if (!mayWrite())
      throw new ConnectError('FENCED', `${transactionalId}: the lease does not last for another request`)
    return route({ call: 'endTransaction', transactionalId }, () => {
      check()
      return end(topics, transactionalId, state)
    })
  }

  return {
    send: records => follow(producer.send(records)),
    sendRaw: records => follow(producer.sendRaw(records)),
    commit: () => ending('committed'),
    abort: async () => {
      await ending('aborted')
    },
    close: producer.close,
  }
}
