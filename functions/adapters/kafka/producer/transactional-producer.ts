import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { TransactionalOptions, TransactionalProducer } from '../../../runtime/ports/kafka.ts'
import { createProducer, type ProducerParts } from './producer.ts'
import type { Transaction } from './transaction.ts'

type Parts = ProducerParts & { readonly transaction: Transaction }

const aborted = ({ transactionalId }: Transaction) =>
  new ConnectError('KAFKA', `The transaction of ${transactionalId} was aborted`)

/** What was sent and is not acknowledged; a failure stays. */
const followSends = () => {
  let pending = 0
  let failure: { readonly error: unknown } | undefined
  let waiting: (() => void)[] = []
  const settle = () => {
    pending--
    if (pending > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    follow: (sent: Promise<void>): Promise<void> => {
      pending++
      sent
        .catch(error => {
          failure ??= { error }
        })
        .finally(settle)
      return sent
    },
    settled: async () => {
      if (pending > 0) await new Promise<void>(resolve => waiting.push(resolve))
      if (failure !== undefined) throw failure.error
    },
  }
}

export const createTransactionalProducer = (
  parts: Parts,
  options: TransactionalOptions,
): TransactionalProducer => {
  const { transaction } = parts
  const producer = createProducer(parts, { ...options, idempotent: true })
  const sends = followSends()
  const senders = () => [...producer.senders()]
  const enrolled = () => senders().filter(({ topic, partition }) => transaction.isEnrolled(topic, partition))

  return {
    send: records => sends.follow(producer.send(records)),
    sendRaw: records => sends.follow(producer.sendRaw(records)),
    commit: async () => {
      await sends.settled()
      const ends = enrolled().map(({ topic, partition, end }) => ({ topic, partition, offset: end() }))
      await transaction.end('commit')
      return ends.flatMap(({ offset, ...of }) => (offset === undefined ? [] : [{ ...of, offset }]))
    },
    abort: async () => {
      await sends.settled().catch(() => producer.stop(aborted(transaction)))
      // what the broker gets after the end would be part of no transaction
      await Promise.all(senders().map(({ quiet }) => quiet()))
      await transaction.end('abort')
    },
    close: producer.close,
  }
}
