import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { SourceConnector } from '../connector.ts'
import { countError } from '../count.ts'
import { createDeadLetters } from '../errors/dead-letters.ts'
import { createErrorLog } from '../errors/error-log.ts'
import { contextHeaders } from '../errors/failure.ts'
import { failureOf, RecordError } from '../record-error.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { placeOf, text } from './convert.ts'
import { openLetter } from './letter.ts'

/** What becomes of a source's records that cannot be converted, or that Kafka refuses. */
export interface Failures {
  /** A record has failed for good: `true` when it is passed over, once `settle` has resolved. */
  failed(record: SourceRecord, error: RecordError): boolean
  /** Kafka refuses a record for good, which is tolerated. */
  refused(record: SourceRecord, error: unknown): void
  /** how many have failed so far */
  readonly count: number
  /** Resolves when the dead letter queue has all that have failed. */
  settle(): Promise<void>
  /** Never rejects. */
  close(): Promise<void>
}

/** Only what is tolerated is passed over; either way the dead letter queue gets the record. */
export const openFailures = async (
  { kafka, plugins, log, host }: Pick<Runtime, 'kafka' | 'plugins' | 'log' | 'host'>,
  { task: item, epoch, meter }: Slice,
  { errors: policy, className }: SourceConnector,
  redrives: (record: SourceRecord) => number | undefined = () => undefined,
): Promise<Failures> => {
  const { connector, task } = item
  const { tolerant, hide, deadLetters } = policy
  const letter = deadLetters && (await openLetter(plugins))
  const letters = deadLetters && createDeadLetters(kafka, deadLetters, meter)
  const subject = { connector, task, epoch, invocation: host }
  const errorLog = createErrorLog({ log, policy, subject, meter })

  const send = (record: SourceRecord, error: RecordError) => {
    if (letter === undefined) return
    const { topic, partition = null, offset = null } = record
    const origin = { topic, partition: text(partition), offset: text(offset) }
    const made = letter(record)
    const context = contextHeaders({
      ...failureOf(error),
      connector,
      task,
      origin,
      hide,
      redrives: redrives(record),
    })
    letters?.add({ ...made, headers: [...(made.headers ?? []), ...context] })
  }
  let count = 0
  const failed = (record: SourceRecord, error: RecordError) => {
    count++
    countError(meter, { skipped: tolerant })
    errorLog.add(failureOf(error), () => sourced(record))
    // what may pass is read again: it would be there once more with each attempt
    if (tolerant || !error.retriable) send(record, error)
    return tolerant
  }

  return {
    failed,
    get count() {
      return count
    },
    refused: (record, error) => {
      const part = { stage: 'KAFKA_PRODUCE', className } as const
      failed(record, new RecordError(part, placeOf(record), error))
    },
    settle: async () => letters?.settle(),
    close: async () => {
      errorLog.end()
      await letters?.close()
    },
  }
}

/** Characters of a record in the log. */
const most = 4_000

const sourced = (record: SourceRecord): string => {
  const { topic, kafkaPartition = null, key, value, timestamp = null, partition, offset } = record
  const where = `SourceRecord{sourcePartition=${text(partition)}, sourceOffset=${text(offset)}}`
  const what = `ConnectRecord{topic='${topic}', kafkaPartition=${kafkaPartition}, key=${text(key.value)}, value=${text(value.value)}, timestamp=${timestamp}}`
  const shown = `source record is = ${where} ${what}`
  return shown.length > most ? `${shown.slice(0, most)}…` : shown
}
