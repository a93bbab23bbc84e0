import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import type { SourceConnector } from '../connector.ts'
import { isRefusal } from '../errors/error-policy.ts'
import type { Retries } from '../errors/retries.ts'
import { onceKnown } from '../once-known.ts'
import type { Producer, ProducerRecord } from '../ports/kafka.ts'
import { RecordError } from '../record-error.ts'
import {
  passesRaw,
  placeOf,
  toProducerRecord,
  transformSource,
  unpackSendable,
  unpackSource,
} from './convert.ts'
import type { Failures } from './failures.ts'
import type { InFlight } from './in-flight.ts'
import type { Outlet, Sendable } from './outlet.ts'
import type { topicCreator } from './topic-creator.ts'

interface Delivery {
  readonly connector: SourceConnector
  readonly outlet: Pick<Outlet, 'send'>
  readonly failures: Failures
  readonly retries: Retries
  readonly inFlight: InFlight
  readonly ensureTopic: ReturnType<typeof topicCreator>
  /** aborted when nothing is to be waited for any more */
  readonly signal: AbortSignal
}

type RawBatch = Extract<SourceBatch, { readonly raw: unknown }>

/** What has become of a batch's records: as far as `taken` they are converted, dropped or passed over. */
interface Converted {
  readonly ready: readonly Sendable[]
  /** of keys and values */
  readonly bytes: number
  readonly taken: number
  /** why the next one could not be */
  readonly failure?: { readonly error: unknown }
}

/** Converts a batch and sends it; resolves with the number of records when it is on its way. */
export const deliver = async (delivery: Delivery, batch: SourceBatch): Promise<number> => {
  if ('raw' in batch && passesRaw(delivery.connector, batch.raw)) return deliverRaw(delivery, batch)
  const { outlet, inFlight } = delivery
  const { state, token, transaction } = batch
  const records = 'raw' in batch ? unpackSource(batch.raw) : batch.records
  const { ready, bytes, taken, failure } = await convert(delivery, records)
  await delivery.failures.settle()
  const rest = {
    ...(state !== undefined && { state }),
    ...(token !== undefined && { token }),
    ...(transaction !== undefined && { transaction }),
  }
  // what came before one that failed is delivered all the same
  const done = failure === undefined ? { records, ...rest } : { records: records.slice(0, taken) }
  const sending = ready.map(({ record }) => record)
  const write = ready.length === 0 ? {} : { write: (producer: Producer) => producer.send(sending) }
  const sent = outlet.send({ batch: done, bytes, each: () => ready, ...write })
  inFlight.add(done, sent, { bytes, records: taken, written: ready.length })
  if (failure !== undefined) throw failure.error
  return taken
}

const deliverRaw = async ({ outlet, inFlight, ensureTopic }: Delivery, batch: RawBatch) => {
  const { topic, kafkaPartition, timestamp, count, data, values } = batch.raw
  await ensureTopic(topic)
  const records = { topic, partition: kafkaPartition, timestamp, count, data, values }
  const bytes = data.length
  const sent = outlet.send({
    batch,
    bytes,
    each: () => unpackSendable(batch.raw),
    write: producer => producer.sendRaw(records),
  })
  inFlight.add(batch, sent, { bytes, records: count, written: count })
  return count
}

const convert = async (delivery: Delivery, records: readonly SourceRecord[]): Promise<Converted> => {
  const ready: Sendable[] = []
  let bytes = 0
  for (const [i, original] of records.entries()) {
    try {
      const made = makeReady(delivery, original)
      // no pause without need: there are as many as records
      const record = made instanceof Promise ? await made : made
      if (record === null) continue
      bytes += (record.key?.length ?? 0) + (record.value?.length ?? 0)
      ready.push({ record, original })
    } catch (error) {
      delivery.signal.throwIfAborted()
      if (!passesOver(delivery, original, error)) return { ready, bytes, taken: i, failure: { error } }
    }
  }
  return { ready, bytes, taken: records.length }
}

type Made = ProducerRecord | null

/** The record as it is sent, to a topic that is there; `null`: a transformation dropped it. */
const makeReady = (delivery: Delivery, record: SourceRecord): Made | Promise<Made> => {
  const { retries } = delivery
  const again = (error: unknown) => {
    // when nobody has said how long it is to be tried, no record is to blame
    if (!retries.enabled) throw error instanceof RecordError && error.retriable ? error.cause : error
    return retries.run(() => attempt(delivery, record), error)
  }
  try {
    const made = attempt(delivery, record)
    return made instanceof Promise ? made.catch(again) : made
  } catch (error) {
    return again(error)
  }
}

const attempt = (delivery: Delivery, record: SourceRecord): Made | Promise<Made> => {
  const { connector, signal } = delivery
  const changed = transformSource(connector, record)
  if (changed === null) return null
  const made = onceKnown(() => toProducerRecord(connector, changed, record), signal)
  if (made instanceof Promise) return made.then(each => inTopic(delivery, each, record))
  return inTopic(delivery, made, record)
}

/** A topic that Kafka does not take is the fault of the record that is for it. */
const inTopic = (
  { ensureTopic, connector }: Delivery,
  made: ProducerRecord,
  original: SourceRecord,
): ProducerRecord | Promise<ProducerRecord> => {
  const part = { stage: 'KAFKA_PRODUCE', className: connector.className } as const
  return (
    ensureTopic(made.topic)?.then(
      () => made,
      error => {
        throw isRefusal(error) && connector.errors.tolerant
          ? new RecordError(part, placeOf(original), error)
          : error
      },
    ) ?? made
  )
}

/** Whether an error is one that is left out with its record. */
const passesOver = ({ failures }: Delivery, record: SourceRecord, error: unknown): boolean =>
  error instanceof RecordError && failures.failed(record, error)
