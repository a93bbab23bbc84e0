import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { SourceConnector } from '../connector.ts'
import { isPassing, isRefusal } from '../errors/error-policy.ts'
import type { Retries } from '../errors/retries.ts'
import { onceKnown } from '../once-known.ts'
import type { ProducerRecord } from '../ports/kafka.ts'
import { RecordError } from '../record-error.ts'
import { placeOf, toProducerRecord, transformSource } from './convert.ts'
import type { Failures } from './failures.ts'
import type { Outgoing } from './outgoing.ts'
import type { topicCreator } from './topic-creator.ts'

/** What records pass on their way to Kafka, and what becomes of those that fail. */
export interface Passage {
  readonly connector: SourceConnector
  readonly failures: Failures
  readonly retries: Retries
  readonly ensureTopic: ReturnType<typeof topicCreator>
  /** aborted when nothing is to be waited for any more */
  readonly signal: AbortSignal
}

/** What has become of a batch's records: as many as `taken` are converted, dropped or passed over. */
interface Converted {
  readonly taken: number
  /** why the next one could not be */
  readonly failure?: { readonly error: unknown }
}

/** Converts a batch, by the error policy; each is handed on before the next one is looked at. */
export const convertBatch = async (
  passage: Passage,
  records: Iterable<SourceRecord>,
  outgoing: Pick<Outgoing, 'add'>,
): Promise<Converted> => {
  let taken = 0
  for (const original of records) {
    let record: Made
    try {
      const made = attempt(passage, original)
      // no pause without need: there are as many as records
      record = made instanceof Promise ? await made : made
    } catch (error) {
      const again = await recover(passage, original, error)
      if (again.failure !== undefined) return { taken, failure: again.failure }
      record = again.made
    }
    taken++
    if (record !== null) outgoing.add(record, original)
  }
  return { taken }
}

/** The record as it is sent, to a topic that is there; `null`: nothing is to be sent of it. */
type Made = ProducerRecord | null

interface Recovered {
  readonly made: Made
  readonly failure?: { readonly error: unknown }
}

/** A record whose first attempt has failed: tried again, or left out, by the error policy. */
const recover = async (passage: Passage, original: SourceRecord, first: unknown): Promise<Recovered> => {
  const { failures, retries, signal } = passage
  let error = first
  try {
    signal.throwIfAborted()
    if (isPassing(first) && retries.enabled)
      return { made: await retries.run(() => attempt(passage, original), first) }
  } catch (last) {
    signal.throwIfAborted()
    error = last
  }
  if (!(error instanceof RecordError)) return { made: null, failure: { error } }
  // when nobody has said how long it is to be tried, no record is to blame
  if (error.retriable && !retries.enabled) return { made: null, failure: { error: error.cause } }
  return failures.failed(original, error) ? { made: null } : { made: null, failure: { error } }
}

const attempt = (passage: Passage, record: SourceRecord): Made | Promise<Made> => {
  const { connector, signal } = passage
  const changed = transformSource(connector, record)
  if (changed === null) return null
  const made = onceKnown(() => toProducerRecord(connector, changed, record), signal)
  if (made instanceof Promise) return made.then(each => inTopic(passage, each, record))
  return inTopic(passage, made, record)
}

/** A topic that Kafka does not take is the fault of the record that is for it. */
const inTopic = (
  { ensureTopic, connector }: Passage,
  made: ProducerRecord,
  original: SourceRecord,
): ProducerRecord | Promise<ProducerRecord> => {
  const blamed = (error: unknown) => {
    if (!isRefusal(error) || !connector.errors.tolerant) return error
    const part = { stage: 'KAFKA_PRODUCE', className: connector.className } as const
    return new RecordError(part, placeOf(original), error)
  }
  return (
    ensureTopic(made.topic)?.then(
      () => made,
      error => {
        throw blamed(error)
      },
    ) ?? made
  )
}
