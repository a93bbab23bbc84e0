import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import { BrokerError, brokerError, codes, isRepeatable, kafkaError } from '../kafka-error.ts'
import type { ProduceTarget } from '../protocol/produce.ts'
import { produceRequest } from '../protocol/produce.ts'
import { backoff } from '../retry.ts'
import type { Batch, BatchOptions } from './batch.ts'
import { buildBatch, sequenceAfter, split } from './batch.ts'
import type { Piece } from './piece.ts'
import { waitingRecords } from './waiting-records.ts'

export interface SenderOptions extends BatchOptions, ProduceTarget {
  readonly idempotent: boolean
  /** ms from the call of `send` */
  readonly deliveryTimeout: number
  readonly mayWrite: () => boolean
  readonly mayRepeat: () => boolean
  /** whether the partition is part of the transaction, if there has to be one */
  readonly isEnrolled: () => boolean
  /** a connection to the leader, for which the partition is enrolled; `refresh`: ask who that is */
  readonly leader: (refresh: boolean) => Promise<BrokerConnection>
}

/** Sends the records of one topic partition in order. */
export interface PartitionSender {
  add(piece: Piece): void
  fail(error: ConnectError): void
  /** resolves when no request is on its way */
  quiet(): Promise<void>
  /** the offset after the last record that was acknowledged, as far as the broker told */
  end(): number | undefined
}

// as many batches as the broker remembers of an idempotent producer
const WINDOW = 5
// one that it does not know (any more) may start anywhere, so a gap would not be refused: one at a time until it has
// acknowledged something, and again after this time, ms; it forgets after a day
const KNOWN_FOR = 3_600_000
const MOST_OUT_OF_ORDER = 3
// a broker hangs up on more, by default, and says nothing
const LARGEST_REQUEST = 100 * 1024 * 1024

const hasCode = (error: Error, ...wanted: readonly number[]) =>
  error instanceof BrokerError && wanted.includes(error.errorCode)

export const createPartitionSender = (options: SenderOptions): PartitionSender => {
  const { topic, partition, idempotent } = options
  const what = `Writing to ${topic}-${partition}`
  const waiting = waitingRecords()
  let unacknowledged: Batch[] = []
  let outstanding = 0
  let sequence = idempotent ? 0 : -1
  let connection: BrokerConnection | undefined
  let connecting = false
  let batchSize = options.batchSize
  let attempts = 0
  let acknowledgedAt = 0
  let scheduled = false
  let failed: Error | undefined
  let end: number | undefined
  const quiet: (() => void)[] = []

  const fail = (error: ConnectError) => {
    // with batches lost, later ones would leave a gap: an idempotent producer is over for this partition
    if (idempotent) failed = error
    const shares = [...unacknowledged.flatMap(batch => batch.shares), ...waiting.clear()]
    unacknowledged = []
    for (const { piece } of shares) piece.delivery.reject(error)
  }

  const acknowledge = () => {
    while (unacknowledged[0]?.status === 'acknowledged') {
      const batch = unacknowledged.shift()
      attempts = 0
      for (const { piece, from, to } of batch?.shares ?? []) piece.delivery.acknowledge(to - from)
    }
  }

  const transmit = async (via: BrokerConnection, batch: Batch) => {
    outstanding++
    batch.status = 'sent'
    try {
      const { errorCode, offset, throttle } = await via.send(produceRequest(options, batch.bytes))
      via.throttle(throttle)
      if (errorCode !== 0 && errorCode !== codes.duplicateSequence) throw brokerError(errorCode, what)
      batch.status = 'acknowledged'
      acknowledgedAt = Date.now()
      if (offset >= 0) end = Math.max(end ?? 0, offset + batch.count)
    } catch (error) {
      batch.status = 'failed'
      batch.error = kafkaError(error, what)
    }
    outstanding--
    if (outstanding === 0) for (const resolve of quiet.splice(0)) resolve()
    acknowledge()
    pump()
  }

  const tooLarge = ({ size }: Batch, allowed: string, cause?: ConnectError) =>
    new ConnectError(
      'DATA',
      `A record for ${topic}-${partition} is too large: ${size} bytes in its batch, allowed is ${allowed}`,
      { cause },
    )

  const shrink = (batch: Batch, cause: ConnectError) => {
    if (batch.count === 1) return fail(tooLarge(batch, 'what max.message.bytes of the topic says', cause))
    batchSize = Math.min(batchSize, Math.ceil(batch.size / 2))
    unacknowledged = unacknowledged.flatMap(each => split(each, batchSize, options))
    pump()
  }

  // all is answered and something failed: repeat from the first that is not acknowledged, as it was
  const repair = (failures: readonly Batch[]) => {
    const [batch = failures[0]] = unacknowledged
    const error = batch?.error ?? failures[0]?.error
    if (batch === undefined || error === undefined) return
    for (const other of failures) other.status = 'ready'
    acknowledgedAt = 0
    if (hasCode(error, codes.messageTooLarge, codes.recordListTooLarge)) return shrink(batch, error)
    const outOfOrder = hasCode(error, codes.outOfOrderSequence)
    if (outOfOrder ? ++batch.refusedOutOfOrder > MOST_OUT_OF_ORDER : !isRepeatable(error)) return fail(error)
    void connect(error)
  }

  const reach = async (cause: ConnectError | undefined) => {
    const since = Math.min(unacknowledged[0]?.since ?? Infinity, waiting.oldest() ?? Infinity)
    for (let error = cause; unacknowledged.length > 0 || waiting.bytes() > 0; ) {
      if (error && (Date.now() - since > options.deliveryTimeout || !options.mayRepeat())) throw error
      if (error) await sleep(backoff(++attempts))
      try {
        connection = await options.leader(error !== undefined)
        return
      } catch (reason) {
        error = kafkaError(reason, what)
        if (!isRepeatable(error)) throw error
      }
    }
  }

  const connect = async (cause?: ConnectError) => {
    connecting = true
    await reach(cause).catch(fail)
    connecting = false
    pump()
  }

  const window = () => (idempotent && Date.now() - acknowledgedAt < KNOWN_FOR ? WINDOW : 1)

  const isReady = () =>
    outstanding < window() &&
    (unacknowledged.some(({ status }) => status === 'ready') ||
      // while an answer is on its way, what is less than a batch waits for more
      waiting.bytes() >= (outstanding === 0 ? 1 : batchSize))

  const nextBatch = () => {
    const repeated = unacknowledged.find(({ status }) => status === 'ready')
    if (repeated) return repeated
    const batch = buildBatch(waiting.first(batchSize), sequence, { ...options, batchSize })
    waiting.take(batch)
    sequence = sequenceAfter(sequence, batch.count)
    unacknowledged.push(batch)
    if (batch.bytes.length > LARGEST_REQUEST) throw tooLarge(batch, `a request of ${LARGEST_REQUEST}`)
    return batch
  }

  const pump = () => {
    scheduled = false
    if (connecting) return
    try {
      advance()
    } catch (error) {
      // nobody waits for this call: what cannot be encoded is told to those who sent it
      fail(
        error instanceof ConnectError ? error : new ConnectError('DATA', `${what} failed`, { cause: error }),
      )
    }
  }

  const advance = () => {
    const failures = unacknowledged.filter(({ status }) => status === 'failed')
    if (failures.length > 0) {
      if (outstanding === 0) repair(failures)
      return
    }
    while (isReady()) {
      if (!connection?.usable() || !options.isEnrolled()) {
        // a change of connection could overtake what is in flight
        if (outstanding === 0) void connect()
        return
      }
      if (!options.mayWrite())
        return fail(new ConnectError('FENCED', `${what}: the lease does not last for another request`))
      void transmit(connection, nextBatch())
    }
  }

  return {
    fail,
    end: () => end,
    quiet: () => (outstanding === 0 ? Promise.resolve() : new Promise(resolve => quiet.push(resolve))),
    add: piece => {
      if (failed) return piece.delivery.reject(failed)
      waiting.add(piece)
      if (scheduled) return
      scheduled = true
      queueMicrotask(pump)
    },
  }
}
