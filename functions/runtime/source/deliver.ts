import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { isRefusal } from '../errors/error-policy.ts'
import { countOf, handedOf } from './batch-progress.ts'
import { unpackSendable, unpackSource, unreadTopic } from './convert.ts'
import { convertBatch, type Passage } from './convert-batch.ts'
import type { InFlight } from './in-flight.ts'
import { keptRecords, packedRecords } from './outgoing.ts'
import type { Outlet } from './outlet.ts'

interface Delivery extends Passage {
  readonly outlet: Pick<Outlet, 'send'>
  readonly inFlight: InFlight
}

type RawBatch = Extract<SourceBatch, { readonly raw: unknown }>

/** Converts a batch and sends it; resolves with the number of records when it is on its way. */
export const deliver = async (delivery: Delivery, batch: SourceBatch): Promise<number> => {
  const unread = 'raw' in batch ? await deliverUnread(delivery, batch) : undefined
  if (unread !== undefined) return unread
  const { outlet, inFlight } = delivery
  const { state, token, transaction } = batch
  const outgoing = outgoingOf(delivery, batch)
  const { taken, failure } = await convertBatch(delivery, recordsOf(batch), outgoing)
  await delivery.failures.settle()
  const rest = {
    ...(state !== undefined && { state }),
    ...(token !== undefined && { token }),
    ...(transaction !== undefined && { transaction }),
  }
  // what came before one that failed is delivered all the same
  const done =
    failure === undefined
      ? { ...('raw' in batch ? { raw: batch.raw } : { records: batch.records }), ...rest }
      : { records: [...recordsOf(batch)].slice(0, taken) }
  const { count, bytes, held, write, each } = outgoing
  const handed = handedOf(done)
  const sent = outlet.send({ ...handed, bytes, each, ...(count > 0 && { write }) })
  inFlight.add(done, sent, { progress: handed.progress, bytes, held, records: taken, written: count })
  if (failure !== undefined) throw failure.error
  return taken
}

const recordsOf = (batch: SourceBatch) => ('raw' in batch ? unpackSource(batch.raw) : batch.records)

/** Most configurations send nothing twice by themselves: bytes are enough then. */
const outgoingOf = ({ connector, retries }: Delivery, batch: SourceBatch) =>
  connector.errors.tolerant || retries.enabled ? keptRecords() : packedRecords(countOf(batch))

/** `undefined`: each record is to be looked into, or by itself to be blamed for a topic that Kafka does not take. */
const deliverUnread = async (delivery: Delivery, batch: RawBatch): Promise<number | undefined> => {
  const { connector, outlet, inFlight, ensureTopic } = delivery
  const topic = unreadTopic(connector, batch.raw)
  if (topic === undefined) return undefined
  try {
    await ensureTopic(topic)
  } catch (error) {
    if (isRefusal(error) && connector.errors.tolerant) return undefined
    throw error
  }
  const { kafkaPartition, timestamp, count, data, values } = batch.raw
  const records = { topic, partition: kafkaPartition, timestamp, count, data, values }
  const bytes = data.length
  const handed = handedOf(batch)
  const sent = outlet.send({
    ...handed,
    bytes,
    each: () => unpackSendable(batch.raw, topic),
    write: producer => producer.sendRaw(records),
  })
  inFlight.add(batch, sent, { progress: handed.progress, bytes, held: bytes, records: count, written: count })
  return count
}
