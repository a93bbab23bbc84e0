import type { ConnectionOptions } from 'node:tls'
import type { SASLOptions } from 'kafkajs'
import type { Kafka } from '../../runtime/ports/kafka.ts'
import { createAdmin } from './admin.ts'
import type { ConnectionSettings } from './broker-connection.ts'
import { createCluster } from './cluster.ts'
import { createConnections } from './connections.ts'
import { createLogin } from './login.ts'
import { createOffsets } from './offsets.ts'
import { createProducer } from './producer/producer.ts'
import { createTransaction, takeTransactionalId } from './producer/transaction.ts'
import { createTransactionalProducer } from './producer/transactional-producer.ts'
import { createReader } from './reader/reader.ts'
import { retrying } from './retry.ts'

/** How to reach a Kafka cluster. Times are ms. */
export interface KafkaOptions {
  /** `host:port` each; any of them that answers tells of all brokers */
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl?: ConnectionOptions
  /** as kafkajs takes it: a mechanism with its credentials, or a provider of tokens */
  readonly sasl?: SASLOptions
  /** looks `sasl` up anew, after it was refused */
  readonly renewSasl?: () => Promise<SASLOptions>
  /** default 10 s */
  readonly connectionTimeout?: number
  /** how long one request may take; default 30 s */
  readonly requestTimeout?: number
  /** how long a call, or a reader in trouble, is tried again; default 30 s */
  readonly retryTimeout?: number
  /** a connection that was not used for as long is made anew; default 60 s */
  readonly maxIdle?: number
}

interface ProducerId {
  readonly producerId: string
  readonly producerEpoch: number
}

const notIdempotent = { producerId: -1, producerEpoch: -1 } as const

const settingsOf = (options: KafkaOptions): ConnectionSettings => ({
  clientId: options.clientId,
  ssl: options.ssl ?? null,
  login: createLogin(options.sasl ?? null, options.renewSasl),
  connectionTimeout: options.connectionTimeout ?? 10_000,
  requestTimeout: options.requestTimeout ?? 30_000,
  maxIdle: options.maxIdle ?? 60_000,
})

export const createKafka = (options: KafkaOptions): Kafka => {
  const settings = settingsOf(options)
  const control = createConnections(settings)
  const cluster = createCluster(options.brokers, control)
  const timeout = options.retryTimeout ?? 30_000
  const open = new Set<{ close(): Promise<void> }>()
  const offsets = createOffsets({ cluster, control, timeout })

  const kept = <T extends { close(): Promise<void> }>(part: T): T => {
    open.add(part)
    return part
  }

  const newProducerId = async () => {
    const connection = await cluster.any()
    const args = { transactionalId: null, transactionTimeout: settings.requestTimeout }
    const { producerId, producerEpoch } = await connection.ask<ProducerId>('InitProducerId', args)
    return { producerId: Number(producerId), producerEpoch }
  }

  return {
    ...createAdmin({ cluster, control, timeout }),
    ...offsets,
    producer: async producerOptions => {
      const identity = producerOptions.idempotent
        ? await retrying(newProducerId, { what: 'Starting an idempotent producer', timeout })
        : notIdempotent
      const requestTimeout = producerOptions.requestTimeout ?? settings.requestTimeout
      const connections = createConnections({ ...settings, requestTimeout })
      const producer = kept(
        createProducer(
          {
            cluster,
            connections,
            identity,
            clientId: settings.clientId,
            requestTimeout,
            onClose: () => open.delete(producer),
          },
          producerOptions,
        ),
      )
      return producer
    },
    transactionalProducer: async producerOptions => {
      const { transactionalId, requestTimeout = settings.requestTimeout } = producerOptions
      const id = { cluster, control, timeout, transactionalId }
      const identity = await takeTransactionalId(id, producerOptions)
      const connections = createConnections({ ...settings, requestTimeout })
      const producer = kept(
        createTransactionalProducer(
          {
            cluster,
            connections,
            identity,
            clientId: settings.clientId,
            requestTimeout,
            transaction: createTransaction({ ...id, ...identity }, producerOptions),
            onClose: () => open.delete(producer),
          },
          producerOptions,
        ),
      )
      return producer
    },
    reader: async readerOptions => {
      const range: Parameters<typeof createReader>[0]['range'] = async partition => {
        const [start] = await offsets.offsets([partition], 'earliest')
        const [end] = await offsets.offsets([partition], 'latest')
        return { start: start?.offset ?? 0, end: end?.offset ?? 0 }
      }
      const connections = createConnections(settings)
      const reader = kept(
        createReader(
          { cluster, connections, retryTimeout: timeout, range, onClose: () => open.delete(reader) },
          readerOptions,
        ),
      )
      return reader
    },
    close: async () => {
      await Promise.all([...open].map(part => part.close()))
      control.close()
    },
  }
}
