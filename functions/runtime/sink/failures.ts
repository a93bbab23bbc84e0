import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import { countError } from '../count.ts'
import type { DeadLetters } from '../errors/dead-letters.ts'
import type { ErrorLog } from '../errors/error-log.ts'
import type { ErrorPolicy } from '../errors/error-policy.ts'
import { contextHeaders, type Failure } from '../errors/failure.ts'
import type { Counts } from '../meter.ts'
import { bytesAt } from '../raw.ts'
import { failureOf, type RecordError } from '../record-error.ts'
import { nameOf } from './positions.ts'

/** A record that must not be passed over. */
interface Stop {
  readonly record: SinkRecord
  readonly error: Error
}

/** What becomes of records that cannot be converted or written. */
export interface Failures {
  /** Notes what a record was read from, in case its writer blames it. */
  read(record: SinkRecord, raw: RawSinkRecords, i: number): void
  /** A record cannot be converted or transformed: `true` when it is passed over. */
  unreadable(raw: RawSinkRecords, i: number, error: RecordError): boolean
  /** A writer blames a record; `passOver`: nothing stops for it. */
  reject(record: SinkRecord, error: Error, options?: { readonly passOver?: boolean }): void
  /** how many have failed so far */
  readonly failed: number
  /** whether one was rejected that is not tolerated */
  readonly isStopped: boolean
  /** the first one of a partition that is not: neither it nor anything behind it may be stored */
  stopOf(partition: TopicPartition): number | undefined
  /** Resolves when there is room for more letters. */
  room(): Promise<void>
  /** Resolves when what failed is where it belongs. */
  settle(): Promise<void>
  /** Rejects with what must not be passed over. */
  check(): void
}

interface Parts {
  readonly connector: string
  readonly task: number
  readonly policy: ErrorPolicy
  /** the class that writes */
  readonly className: string
  readonly letters: DeadLetters | undefined
  readonly log: ErrorLog
  readonly meter: Counts
  /** how often a record was sent back before, of a batch of dead letters */
  readonly redrives?: ((raw: RawSinkRecords) => number) | undefined
}

/** Unless they are tolerated, the first failure ends the run; either way the dead letter queue gets the record. */
export const createFailures = (parts: Parts): Failures => {
  const { policy, letters, log, meter } = parts
  const { tolerant } = policy
  const sources = new WeakMap<SinkRecord, { readonly raw: RawSinkRecords; readonly i: number }>()
  /** by partition: rejections come in any order */
  const stops = new Map<string, Stop>()
  let failed = 0

  const send = (raw: RawSinkRecords, i: number, failure: Failure) =>
    letters?.add({
      key: bytesAt(raw.data, raw.keys, i),
      value: bytesAt(raw.data, raw.values, i),
      headers: [...(raw.headers?.(i) ?? []), ...contextOf(parts, { raw, i, failure })],
      timestamp: raw.timestamps[i] ?? 0,
    })

  return {
    read: (record, raw, i) => {
      if (letters !== undefined) sources.set(record, { raw, i })
    },
    unreadable: (raw, i, error) => {
      failed++
      countError(meter, { skipped: tolerant })
      const failure = failureOf(error)
      log.add(failure, () => consumed({ ...raw, offset: raw.offsets[i], timestamp: raw.timestamps[i] }))
      // what may pass is read again: it would be there once more with each attempt
      if (tolerant || !error.retriable) send(raw, i, failure)
      return tolerant
    },
    reject: (record, error, { passOver = false } = {}) => {
      const skipped = tolerant || passOver
      failed++
      countError(meter, { skipped })
      const failure = { part: { stage: 'TASK_PUT', className: parts.className }, error } as const
      log.add(failure, () => consumed({ ...record, ...record.original }))
      const source = sources.get(record)
      if (source !== undefined) send(source.raw, source.i, failure)
      const name = nameOf(record.original)
      const before = stops.get(name)?.record.original.offset ?? Number.POSITIVE_INFINITY
      if (!skipped && record.original.offset < before) stops.set(name, { record, error })
    },
    get failed() {
      return failed
    },
    get isStopped() {
      return stops.size > 0
    },
    stopOf: partition => stops.get(nameOf(partition))?.record.original.offset,
    room: async () => letters?.room(),
    settle: async () => letters?.settle(),
    check: () => {
      const [stop] = stops.values()
      if (stop !== undefined) throw notWritten(stop)
    },
  }
}

interface Letter {
  readonly raw: RawSinkRecords
  readonly i: number
  readonly failure: Failure
}

const contextOf = ({ policy, connector, task, redrives }: Parts, { raw, i, failure }: Letter) => {
  if (policy.deadLetters?.headers !== true) return []
  const origin = { topic: raw.topic, partition: raw.partition, offset: raw.offsets[i] ?? 0 }
  return contextHeaders({ ...failure, connector, task, origin, hide: policy.hide, redrives: redrives?.(raw) })
}

interface Consumed extends Pick<RawSinkRecords, 'topic' | 'partition' | 'timestampType'> {
  readonly offset: number | undefined
  readonly timestamp?: number | undefined
}

const consumed = ({ topic, partition, offset, timestamp, timestampType }: Consumed) =>
  `consumed record is {topic='${topic}', partition=${partition}, offset=${offset}, timestamp=${timestamp}, timestampType=${
    timestampType === 'CREATE_TIME' ? 'CreateTime' : 'LogAppendTime'
  }}`

const notWritten = ({ record: { original }, error }: Stop) => {
  const { topic, partition, offset } = original
  return new ConnectError(
    'DATA',
    `A record cannot be written (topic ${topic}, partition ${partition}, offset ${offset}): ${error.message}`,
    { cause: error },
  )
}
