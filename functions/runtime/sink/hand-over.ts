import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { SinkConnector } from '../connector.ts'
import { RetryPending } from '../errors/retries.ts'
import { onceKnown } from '../once-known.ts'
import { RecordError } from '../record-error.ts'
import { passesRaw, toSinkRecord, transformSink } from './convert.ts'
import type { Target } from './open-target.ts'
import { createPut } from './put.ts'
import { readingAhead, type Upcoming } from './read-ahead.ts'

/** Why a batch could not be handed over as a whole: those before record `i` are. */
export interface Unread {
  readonly i: number
  readonly error: unknown
}

interface Parts {
  readonly connector: SinkConnector
  readonly target: Target
  /** Called before record `i` of a batch is waited for: what came before it can be made durable. */
  readonly beforeWait: (batch: RawSinkRecords, i: number) => Promise<unknown>
  readonly finishing: AbortSignal
  /** aborted when nothing is to be waited for any more */
  readonly signal: AbortSignal
}

/** Records that are objects at a time, unless the writer wants more: more gain nothing. */
const enough = 2000

/** Converts batches and hands them to the writer, by the error policy. */
export const handingOver = (parts: Parts) => {
  const { connector, target, beforeWait, signal } = parts
  const { writer, failures, retries, meter } = target
  const together = Math.max(writer.recordsPerWrite ?? 0, enough)
  const put = createPut(parts)

  /** Without a pause where there need not be one: there are as many as records. */
  const read = (batch: RawSinkRecords, i: number): SinkRecord | null | Promise<SinkRecord | null> => {
    const made = onceKnown(() => toSinkRecord(connector, batch, i), signal)
    if (made instanceof Promise) return made.then(record => transformSink(connector, record))
    return transformSink(connector, made)
  }

  const takesBytes = (batch: RawSinkRecords) => writer.writeRaw !== undefined && passesRaw(connector, batch)
  const ahead = readingAhead({ read, passes: takesBytes, most: together })

  const convert = async (batch: RawSinkRecords, from: number, to: number) => {
    const converted: SinkRecord[] = []
    const known = ahead.take(batch, from)
    for (let i = from; i < to; i++) {
      try {
        const made = i - from < known.length ? (known[i - from] ?? null) : read(batch, i)
        const record = made instanceof Promise ? await made : made
        if (record === null) continue
        failures.read(record, batch, i)
        converted.push(record)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof RecordError && !error.retriable && failures.unreadable(batch, i, error)))
          return { converted, unread: { i, error } }
      }
    }
    return { converted, unread: undefined }
  }

  const hand = async (batch: RawSinkRecords, records: readonly SinkRecord[]): Promise<Unread | undefined> => {
    const unwritten = await put.records(records)
    if (unwritten === undefined) {
      meter.add('sink-record-send-total', records.length)
      return undefined
    }
    return { i: batch.offsets.indexOf(unwritten.from.original.offset), error: unwritten.error }
  }

  /** Reads and hands over a record whose first attempt failed with what may pass. */
  const again = async (batch: RawSinkRecords, { i, error }: Unread): Promise<Unread | undefined> => {
    await beforeWait(batch, i)
    try {
      const record = await retries.run(() => read(batch, i), error)
      if (record === null) return undefined
      failures.read(record, batch, i)
      return await hand(batch, [record])
    } catch (last) {
      signal.throwIfAborted()
      if (last instanceof RecordError && failures.unreadable(batch, i, last)) return undefined
      return { i, error: last }
    }
  }

  const handConverted = async (batch: RawSinkRecords, upcoming?: Upcoming): Promise<Unread | undefined> => {
    for (let from = 0; from < batch.count; ) {
      const to = Math.min(from + together, batch.count)
      const { converted, unread } = await convert(batch, from, to)
      // good records before a bad one are delivered all the same
      const handed = hand(batch, converted)
      await (to < batch.count ? ahead.read(batch, to, handed) : ahead.read(upcoming, 0, handed))
      const unwritten = await handed
      if (unwritten !== undefined || failures.isStopped) return unwritten ?? unread
      from = to
      if (unread === undefined) continue
      if (!(unread.error instanceof RecordError && unread.error.retriable)) return unread
      // nobody has said how long it is to be tried: the run is, and no record is to blame
      if (!retries.enabled) return { ...unread, error: unread.error.cause }
      const missed = await again(batch, unread)
      if (missed !== undefined || failures.isStopped) return missed
      from = unread.i + 1
    }
    return undefined
  }

  const handRaw = async (batch: RawSinkRecords, upcoming?: Upcoming): Promise<Unread | undefined> => {
    try {
      if (!(await put.raw(batch))) return await handConverted(batch, upcoming)
      meter.add('sink-record-send-total', batch.count)
      return undefined
    } catch (error) {
      if (error instanceof RetryPending) return { i: 0, error }
      throw error
    }
  }

  return async (batch: RawSinkRecords, upcoming?: Upcoming): Promise<Unread | undefined> => {
    const unread = await (takesBytes(batch) ? handRaw(batch, upcoming) : handConverted(batch, upcoming))
    meter.add('sink-byte-send-total', batch.data.length)
    await failures.room()
    return unread
  }
}
