import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import { countError } from '../count.ts'
import type { Counts } from '../meter.ts'
import type { RecordError } from '../record-error.ts'
import type { DeadLetters } from './dead-letters.ts'

/** What becomes of records that cannot be converted or written. */
export interface Failures {
  /** Notes what a record was read from, in case its writer blames it. */
  read(record: SinkRecord, raw: RawSinkRecords, i: number): void
  /** A record cannot be converted or transformed: `true` when it is passed over. */
  unreadable(raw: RawSinkRecords, i: number, error: RecordError): boolean
  /** A writer blames a record. */
  reject(record: SinkRecord, error: Error): void
  /** Resolves when what failed is where it belongs; rejects when it must not be passed over. */
  settle(): Promise<void>
}

/** Unless they are tolerated, the first failure ends the run; either way the dead letter queue gets the record. */
export const createFailures = (
  tolerant: boolean,
  letters: DeadLetters | undefined,
  meter: Counts,
): Failures => {
  const sources = new WeakMap<SinkRecord, { readonly raw: RawSinkRecords; readonly i: number }>()
  let first: { readonly record: SinkRecord; readonly error: Error } | undefined

  const count = (letter: boolean) => {
    countError(meter, { skipped: tolerant })
    if (letter) meter.add('deadletterqueue-produce-requests', 1)
  }

  return {
    read: (record, raw, i) => {
      if (letters !== undefined) sources.set(record, { raw, i })
    },
    unreadable: (raw, i, error) => {
      count(letters !== undefined)
      letters?.add({ raw, i, error, part: error.part })
      return tolerant
    },
    reject: (record, error) => {
      const source = sources.get(record)
      count(source !== undefined)
      if (source !== undefined) letters?.add({ ...source, error })
      if (!tolerant) first ??= { record, error }
    },
    settle: async () => {
      await letters?.settle()
      if (first !== undefined) throw notWritten(first.record, first.error)
    },
  }
}

const notWritten = ({ original: { topic, partition, offset } }: SinkRecord, cause: Error) =>
  new ConnectError(
    'DATA',
    `A record cannot be written (topic ${topic}, partition ${partition}, offset ${offset}): ${cause.message}`,
    { cause },
  )
