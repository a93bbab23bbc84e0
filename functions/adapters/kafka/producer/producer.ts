import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { TopicPartition } from '../../../../connectors/sdk/sink.ts'
import type { Producer, ProducerOptions } from '../../../runtime/ports/kafka.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import type { Connections } from '../connections.ts'
import { produceRoom } from '../protocol/produce.ts'
import { type Delivery, newDelivery } from './delivery.ts'
import { createPartitionSender, type PartitionSender } from './partition-sender.ts'
import { stickyPartition } from './partitioner.ts'
import { newPiece, type Piece } from './piece.ts'
import { routeRaw, routeRecords } from './route.ts'
import { topicPartitions } from './topic-partitions.ts'
import type { Transaction } from './transaction.ts'

export interface ProducerParts {
  readonly cluster: Cluster
  readonly connections: Connections
  readonly clientId: string
  readonly identity: { readonly producerId: number; readonly producerEpoch: number }
  readonly requestTimeout: number
  /** what everything that is sent is part of */
  readonly transaction?: Transaction
  readonly onClose: () => void
}

export interface OpenProducer extends Producer {
  /** of every partition that was sent to */
  senders(): Iterable<PartitionSender & TopicPartition>
  /** Rejects what waits and all that comes. */
  stop(error: ConnectError): void
}

const defaults = { batchSize: 512 * 1024, deliveryTimeout: 120_000 } as const

type Route = (partitions: number) => readonly (readonly [number, Piece['content']])[]

export const createProducer = (parts: ProducerParts, options: ProducerOptions): OpenProducer => {
  const { cluster, connections, clientId, transaction } = parts
  const { batchSize = defaults.batchSize, compression = 'none', idempotent } = options
  const {
    deliveryTimeout = defaults.deliveryTimeout,
    mayWrite = () => true,
    mayRepeat = () => true,
  } = options
  const transactionalId = transaction?.transactionalId ?? null
  const senders = new Map<string, PartitionSender & TopicPartition>()
  const sticky = new Map<string, ReturnType<typeof stickyPartition>>()
  const topics = topicPartitions(cluster, deliveryTimeout)
  let stopped: ConnectError | undefined

  const leader = async (topic: string, partition: number, refresh: boolean): Promise<BrokerConnection> => {
    if (refresh) await cluster.refresh(topic)
    const node = cluster.leader(topic, partition)
    if (node === undefined) throw new ConnectError('KAFKA', `${topic}-${partition} has no leader at present`)
    return cluster.connection(node, connections)
  }

  const enrolledLeader = async (topic: string, partition: number, refresh: boolean) => {
    const connection = await leader(topic, partition, refresh)
    await transaction?.enroll(topic, partition)
    return connection
  }

  const senderOf = (topic: string, partition: number): PartitionSender => {
    const name = `${topic}-${partition}`
    const sender = senders.get(name) ?? {
      topic,
      partition,
      ...createPartitionSender({
        topic,
        partition,
        transactionalId,
        transactional: transaction !== undefined,
        room: produceRoom(clientId, topic, transactionalId),
        batchSize,
        compression,
        idempotent,
        deliveryTimeout,
        mayWrite,
        mayRepeat,
        ...parts.identity,
        timeout: parts.requestTimeout,
        isEnrolled: () => transaction?.isEnrolled(topic, partition) ?? true,
        leader: refresh => enrolledLeader(topic, partition, refresh),
      }),
    }
    senders.set(name, sender)
    return sender
  }

  const stickyOf = (topic: string) => {
    const chooser = sticky.get(topic) ?? stickyPartition(batchSize)
    sticky.set(topic, chooser)
    return chooser
  }

  const checkPartition = (topic: string, partition: number, partitions: number) => {
    if (partition >= 0 && partition < partitions) return
    const text = `${topic} has no partition ${partition}, its partitions are 0 to ${partitions - 1}`
    throw new ConnectError('DATA', text)
  }

  const enqueue = async (delivery: Delivery, topic: string, route: Route) => {
    try {
      const partitions = await topics.count(topic)
      if (stopped !== undefined) throw stopped
      const routed = route(partitions)
      for (const [partition] of routed) checkPartition(topic, partition, partitions)
      for (const [partition, content] of routed) senderOf(topic, partition).add(newPiece(delivery, content))
    } catch (error) {
      delivery.reject(error as Error)
    }
  }

  const stop = (error: ConnectError) => {
    stopped ??= error
    for (const sender of senders.values()) sender.fail(error)
  }

  return {
    stop,
    senders: () => senders.values(),
    send: records => {
      const delivery = newDelivery(records.length)
      for (const [topic, group] of Map.groupBy(records, record => record.topic))
        void enqueue(delivery, topic, partitions => routeRecords(group, partitions, stickyOf(topic)))
      return delivery.promise
    },
    sendRaw: records => {
      const delivery = newDelivery(records.count)
      if (records.count > 0)
        void enqueue(delivery, records.topic, partitions =>
          routeRaw(records, partitions, stickyOf(records.topic)),
        )
      return delivery.promise
    },
    close: async () => {
      stop(closedError())
      connections.close()
      parts.onClose()
    },
  }
}

const closedError = () => new ConnectError('KAFKA', 'The producer was closed before the broker acknowledged')
