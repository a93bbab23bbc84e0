import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { isRefusal } from '../errors/error-policy.ts'
import type { Counts } from '../meter.ts'
import type { Clock } from '../ports/clock.ts'
import type { TransactionalProducer } from '../ports/kafka.ts'
import type { Slice } from '../slice.ts'
import type { StoredProgress } from '../state/items.ts'
import type { Failures } from './failures.ts'
import type { Mirror } from './mirror.ts'
import type { Besides, Handed, Outlet } from './outlet.ts'
import { sendWithoutRefused } from './send-without-refused.ts'

export interface Boundary {
  readonly kind: 'poll' | 'interval' | 'connector'
  /** ms from the first batch of a transaction to its end, with `interval` */
  readonly interval: number
}

export interface TransactionalOptions {
  readonly producer: () => Promise<TransactionalProducer>
  /** aborts what the last one has begun, and takes a new one */
  readonly renew: () => Promise<TransactionalProducer>
  /** records that Kafka refuses are left out */
  readonly tolerant: boolean
  readonly failures: Pick<Failures, 'refused' | 'settle'>
  readonly mirror: Mirror
  readonly boundary: Boundary
  /** bytes after which a transaction ends, with `interval`, and up to which it can be sent once more */
  readonly most: number
  readonly clock: Clock
  readonly slice: Slice
}

interface Item extends Omit<Handed, 'each'> {
  /** absent: its transaction is too large to be sent once more */
  each: Handed['each'] | undefined
  refused: number
  readonly released: PromiseWithResolvers<void>
  readonly stored: PromiseWithResolvers<Besides | undefined>
}

const newItem = (handed: Handed): Item => {
  const [released, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<Besides | undefined>()]
  // who handed it over may not listen any more
  stored.promise.catch(() => undefined)
  return { ...handed, refused: 0, released, stored }
}

type Progress = ReadonlyMap<string, StoredProgress>

const progressOf = (items: readonly Item[]): Progress => {
  const progress = new Map<string, StoredProgress>()
  for (const [partition, said] of items.flatMap(item => item.progress))
    progress.set(partition, { ...progress.get(partition), ...said })
  return progress
}

const countTransaction = (meter: Counts, items: readonly Item[]) => {
  const records = items.reduce((sum, item) => sum + item.records, 0)
  meter.add('transaction-total', 1)
  meter.add('transaction-record-total', records)
  meter.raise('transaction-size-max', records)
}

const bytesOf = (items: readonly Item[]) => items.reduce((sum, { bytes }) => sum + bytes, 0)

type End = 'commit' | 'abort' | 'drop'

/**
 * Exactly once: batches and the offsets behind them in one transaction. While one is being ended, what is read next
 * waits, and goes into the next one together.
 */
export const transactionalOutlet = (options: TransactionalOptions): Outlet => {
  const { producer, renew, tolerant, failures, mirror, boundary, most, clock, slice } = options
  const queue: Item[] = []
  let open: Item[] = []
  let beganAt = 0
  let finishing = false
  let working = false
  let failure: { readonly error: unknown } | undefined
  const closed = new AbortController()

  const isWhole = () => boundary.kind === 'connector' && open.at(-1)?.transaction !== undefined
  const isDue = () => finishing || clock.now() - beganAt >= boundary.interval || bytesOf(open) >= most

  const nextEnd = (): End | undefined => {
    if (open.length === 0) return undefined
    if (boundary.kind === 'poll') return 'commit'
    if (boundary.kind === 'interval') return isDue() ? 'commit' : undefined
    return open.at(-1)?.transaction ?? (finishing ? 'drop' : undefined)
  }

  const begin = () => {
    beganAt = clock.now()
    if (boundary.kind === 'interval') void clock.sleep(boundary.interval, closed.signal).then(advance)
  }

  const takeOne = async (item: Item) => {
    if (open.length === 0) begin()
    open.push(item)
    if (bytesOf(open) > most) for (const each of open) each.each = undefined
    if (item.write === undefined) return item.released.resolve()
    item.write(await producer()).then(item.released.resolve, () => item.released.resolve())
  }

  const endWith = async (progress: Progress) => {
    const sender = await producer()
    const records = mirror.records(progress)
    // commit tells when it fails
    if (records.length > 0) sender.send(records).catch(() => undefined)
    return sender.commit()
  }

  const leaveOutRefused = async (items: readonly Item[]) => {
    const sent = items.flatMap(item => item.each?.().map(each => ({ ...each, item })) ?? [])
    const owners = new Map(sent.map(({ record, item }) => [record, item]))
    await sendWithoutRefused(sent, {
      renew,
      refused: ({ record, original }, error) => {
        failures.refused(original, error)
        const owner = owners.get(record)
        if (owner !== undefined) owner.refused++
      },
    })
    await failures.settle()
  }

  /** Offsets go with what they cover, or alone when the connector gave that up. */
  const commit = async (items: readonly Item[]) => {
    const progress = progressOf(items)
    await mirror.begin([...progress.keys()])
    const ends = await endWith(progress).catch(async error => {
      if (!tolerant || !isRefusal(error) || items.some(({ each }) => each === undefined)) throw error
      await leaveOutRefused(items)
      return endWith(progress)
    })
    countTransaction(slice.meter, items)
    return new Map([...mirror.committed(progress, ends)].map(([p, mirrored]) => [p, { mirrored }]))
  }

  const endTransaction = async (how: End) => {
    const items = open
    if (how !== 'commit') await (await producer()).abort()
    const besides = how === 'drop' ? undefined : await commit(items)
    open = []
    for (const { stored } of items) stored.resolve(besides)
  }

  /** One that is fenced by Kafka while its lease lasts is so by a producer that is none of ours, or was too slow. */
  const causeOf = async (error: unknown): Promise<unknown> => {
    if (!(error instanceof ConnectError) || error.code !== 'FENCED' || !slice.mayWrite()) return error
    try {
      await slice.checkpoint(new Map())
    } catch (reason) {
      return reason
    }
    const text =
      'Another producer has taken the transactional.id of this task, or its transaction took too long'
    return new ConnectError('KAFKA', text, { cause: error })
  }

  const fail = async (error: unknown) => {
    failure = { error: await causeOf(error) }
    // who reads committed records only would wait for it
    if (slice.mayWrite())
      await producer()
        .then(each => each.abort())
        .catch(() => undefined)
    for (const { released, stored } of [...open, ...queue.splice(0)]) {
      released.resolve()
      stored.reject(failure.error)
    }
    open = []
  }

  const canTake = () => queue.length > 0 && !isWhole()

  const step = async () => {
    for (let item = queue[0]; canTake() && item !== undefined; item = queue[0]) {
      queue.shift()
      await takeOne(item)
    }
    const how = nextEnd()
    if (how !== undefined) await endTransaction(how)
  }

  const advance = async () => {
    if (working) return
    working = true
    try {
      while (failure === undefined && !closed.signal.aborted && (canTake() || nextEnd() !== undefined))
        await step()
    } catch (error) {
      await fail(error)
    }
    working = false
  }

  return {
    send: handed => {
      const item = newItem(handed)
      if (failure === undefined) queue.push(item)
      else {
        item.released.resolve()
        item.stored.reject(failure.error)
      }
      void advance()
      return { released: item.released.promise, stored: item.stored.promise, refused: () => item.refused }
    },
    finish: () => {
      finishing = true
      void advance()
    },
    last: mirror.exact,
    close: async () => {
      closed.abort()
    },
  }
}
