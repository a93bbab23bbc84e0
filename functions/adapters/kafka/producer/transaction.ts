import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { TransactionalOptions } from '../../../runtime/ports/kafka.ts'
import type { AdminParts } from '../admin.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import { findCoordinator } from '../coordinator.ts'
import { BrokerError, codes, kafkaError } from '../kafka-error.ts'
import { retrying } from '../retry.ts'

interface TransactionalId extends AdminParts {
  readonly transactionalId: string
}

interface Identity {
  readonly producerId: number
  readonly producerEpoch: number
}

/** The transaction of a producer that is open, or will be with what is sent next. */
export interface Transaction {
  readonly transactionalId: string
  isEnrolled(topic: string, partition: number): boolean
  /** Makes a partition part of it; those asked for at the same time go in one request. */
  enroll(topic: string, partition: number): Promise<void>
  /** Ends it, repeating that until the coordinator knows; one without partitions is over without it. */
  end(outcome: 'commit' | 'abort'): Promise<void>
}

/** ms until a coordinator is asked again that still brings the transaction before to its end */
const ENDING = 5
const defaultTimeout = 60_000

const isEnding = (error: unknown) =>
  error instanceof BrokerError && error.errorCode === codes.concurrentTransactions

/** Asks the coordinator of a transactional id, wherever it is, for as long as asking again may help. */
const askCoordinator = ({ cluster, control, timeout, transactionalId }: TransactionalId) => {
  let known: BrokerConnection | undefined
  const connect = async () => {
    if (known?.usable() !== true)
      known = await findCoordinator({ cluster, control }, 'transaction', transactionalId)
    return known
  }
  const attempt = async <T>(
    ask: (coordinator: BrokerConnection) => Promise<T>,
    until: number,
  ): Promise<T> => {
    for (;;) {
      const coordinator = await connect()
      try {
        return await ask(coordinator)
      } catch (error) {
        if (!isEnding(error) || Date.now() > until) {
          known = undefined
          throw error
        }
      }
      await sleep(ENDING)
    }
  }
  return <T>(what: string, ask: (coordinator: BrokerConnection) => Promise<T>): Promise<T> => {
    const until = Date.now() + timeout
    return retrying(() => attempt(ask, until), { what: `${what} ${transactionalId}`, timeout })
  }
}

const fenced = (what: string) =>
  new ConnectError('FENCED', `${what}: the lease does not last for another request`)

/** Takes a transactional id from whoever has it, once what was begun with it has come to its end. */
export const takeTransactionalId = async (
  id: TransactionalId,
  { transactionTimeout = defaultTimeout, mayWrite = () => true }: TransactionalOptions,
): Promise<Identity> => {
  const what = 'Taking transactional.id'
  const { producerId, producerEpoch } = await askCoordinator(id)(what, coordinator => {
    if (!mayWrite()) throw fenced(`${what} ${id.transactionalId}`)
    const args = { transactionalId: id.transactionalId, transactionTimeout }
    return coordinator.ask<{ readonly producerId: string; readonly producerEpoch: number }>(
      'InitProducerId',
      args,
    )
  })
  return { producerId: Number(producerId), producerEpoch }
}

const nameOf = (topic: string, partition: number) => `${topic}-${partition}`

type TopicPartitions = readonly { readonly topic: string; readonly partition: number }[]

const grouped = (partitions: TopicPartitions) =>
  [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({ partition }) => partition),
  }))

export const createTransaction = (
  id: TransactionalId & Identity,
  { mayWrite = () => true }: TransactionalOptions,
): Transaction => {
  const { transactionalId, producerId, producerEpoch } = id
  const ask = askCoordinator(id)
  const enrolled = new Set<string>()
  /** whether a request may have reached the coordinator that begins it */
  let begun = false
  let waiting: { readonly partitions: TopicPartitions[number][]; readonly done: Promise<void> } | undefined

  const enrollAll = async (partitions: TopicPartitions) => {
    const what = 'Beginning a transaction of'
    await ask(what, coordinator => {
      if (!mayWrite()) throw fenced(`${what} ${transactionalId}`)
      begun = true
      const args = { transactionalId, producerId, producerEpoch, topics: grouped(partitions) }
      return coordinator.ask('AddPartitionsToTxn', args)
    })
    for (const { topic, partition } of partitions) enrolled.add(nameOf(topic, partition))
  }

  const gather = () => {
    const partitions: TopicPartitions[number][] = []
    const done = Promise.resolve().then(() => {
      waiting = undefined
      return enrollAll(partitions)
    })
    return { partitions, done }
  }

  return {
    transactionalId,
    isEnrolled: (topic, partition) => enrolled.has(nameOf(topic, partition)),
    enroll: async (topic, partition) => {
      if (enrolled.has(nameOf(topic, partition))) return
      waiting ??= gather()
      waiting.partitions.push({ topic, partition })
      await waiting.done
    },
    end: async outcome => {
      if (begun) {
        const what = outcome === 'commit' ? 'Committing a transaction of' : 'Aborting a transaction of'
        await ask(what, coordinator => {
          if (!mayWrite()) throw fenced(`${what} ${transactionalId}`)
          const transactionResult = outcome === 'commit'
          return coordinator.ask('EndTxn', { transactionalId, producerId, producerEpoch, transactionResult })
        }).catch(error => {
          throw kafkaError(error, `${what} ${transactionalId}`)
        })
      }
      begun = false
      enrolled.clear()
    },
  }
}
