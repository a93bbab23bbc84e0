import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import type { SourceConnector } from '../connector.ts'
import { countError } from '../count.ts'
import type { Counts } from '../meter.ts'
import { onceKnown } from '../once-known.ts'
import type { Producer, ProducerRecord } from '../ports/kafka.ts'
import { RecordError } from '../record-error.ts'
import { passesRaw, toProducerRecord, transformSource, unpackSource } from './convert.ts'
import type { InFlight } from './in-flight.ts'
import type { Outlet } from './outlet.ts'
import type { topicCreator } from './topic-creator.ts'

interface Delivery {
  readonly connector: SourceConnector
  readonly outlet: Pick<Outlet, 'send'>
  readonly inFlight: InFlight
  readonly ensureTopic: ReturnType<typeof topicCreator>
  readonly meter: Counts
  /** aborted when nothing is to be waited for any more */
  readonly signal: AbortSignal
}

type RawBatch = Extract<SourceBatch, { readonly raw: unknown }>

/** What has become of a batch's records: as far as `taken` they are converted, dropped or passed over. */
interface Converted {
  readonly ready: readonly ProducerRecord[]
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
  const rest = {
    ...(state !== undefined && { state }),
    ...(token !== undefined && { token }),
    ...(transaction !== undefined && { transaction }),
  }
  // what came before one that failed is delivered all the same
  const done = failure === undefined ? { records, ...rest } : { records: records.slice(0, taken) }
  const write = ready.length === 0 ? {} : { write: (producer: Producer) => producer.send(ready) }
  const sent = outlet.send({ batch: done, bytes, ...write })
  inFlight.add(done, sent, { bytes, records: taken, written: ready.length })
  if (failure !== undefined) throw failure.error
  return taken
}

const deliverRaw = async ({ outlet, inFlight, ensureTopic }: Delivery, batch: RawBatch) => {
  const { topic, kafkaPartition, timestamp, count, data, values } = batch.raw
  await ensureTopic(topic)
  const records = { topic, partition: kafkaPartition, timestamp, count, data, values }
  const bytes = data.length
  const sent = outlet.send({ batch, bytes, write: producer => producer.sendRaw(records) })
  inFlight.add(batch, sent, { bytes, records: count, written: count })
  return count
}

const convert = async (delivery: Delivery, records: readonly SourceRecord[]): Promise<Converted> => {
  const ready: ProducerRecord[] = []
  let bytes = 0
  for (const [i, record] of records.entries()) {
    try {
      const made = makeReady(delivery, record)
      // no pause without need: there are as many as records
      const each = made instanceof Promise ? await made : made
      if (each === null) continue
      bytes += (each.key?.length ?? 0) + (each.value?.length ?? 0)
      ready.push(each)
    } catch (error) {
      delivery.signal.throwIfAborted()
      if (!passesOver(delivery, error)) return { ready, bytes, taken: i, failure: { error: causeOf(error) } }
    }
  }
  return { ready, bytes, taken: records.length }
}

/** The record as it is sent, to a topic that is there; `null`: a transformation dropped it. */
const makeReady = (delivery: Delivery, record: SourceRecord) => {
  const { connector, ensureTopic, signal } = delivery
  const changed = transformSource(connector, record)
  if (changed === null) return null
  const inTopic = (made: ProducerRecord) => ensureTopic(made.topic)?.then(() => made) ?? made
  const made = onceKnown(() => toProducerRecord(connector, changed, record), signal)
  return made instanceof Promise ? made.then(inTopic) : inTopic(made)
}

/** No record is at fault in what may pass. */
const causeOf = (error: unknown): unknown =>
  error instanceof RecordError && error.retriable ? error.cause : error

/** Whether an error is one that is left out with its record. */
const passesOver = ({ connector, meter }: Delivery, error: unknown): boolean => {
  if (!(error instanceof RecordError) || error.retriable) return false
  countError(meter, { skipped: connector.tolerant })
  return connector.tolerant
}
