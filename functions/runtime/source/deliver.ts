import type { RawSourceRecords } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { isRefusal } from '../errors/error-policy.ts'
import { unpackSendable, unpackSource, unreadSource } from './convert.ts'
import { convertBatch, type Passage } from './convert-batch.ts'
import type { InFlight } from './in-flight.ts'
import { keptRecords, packedRecords } from './outgoing.ts'
import type { Outlet } from './outlet.ts'

interface Delivery extends Passage {
  readonly outlet: Pick<Outlet, 'send'>
  readonly inFlight: InFlight
}

/** Converts a batch and sends it; resolves with the number of records when it is on its way. */
export const deliver = async (delivery: Delivery, batch: SourceBatch): Promise<number> => {
  const unread = 'raw' in batch ? unreadSource(delivery.connector, batch.raw) : undefined
  const sentUnread = unread && (await deliverRaw(delivery, batch, unread))
  if (sentUnread !== undefined) return sentUnread
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
  const sent = outlet.send({ batch: done, bytes, each, ...(count > 0 && { write }) })
  inFlight.add(done, sent, { bytes, held, records: taken, written: count })
  if (failure !== undefined) throw failure.error
  return taken
}

const recordsOf = (batch: SourceBatch) => ('raw' in batch ? unpackSource(batch.raw) : batch.records)

/** Most configurations send nothing twice by themselves: bytes are enough then. */
const outgoingOf = ({ connector, retries }: Delivery, batch: SourceBatch) =>
  connector.errors.tolerant || retries.enabled
    ? keptRecords()
    : packedRecords('raw' in batch ? batch.raw.data.length + 1024 : 128 * batch.records.length)

/** Resolves to `undefined` when each record by itself is to be blamed for a topic that Kafka does not take. */
const deliverRaw = async (delivery: Delivery, batch: SourceBatch, raw: RawSourceRecords) => {
  const { connector, outlet, inFlight, ensureTopic } = delivery
  const { topic, kafkaPartition, timestamp, count, data, values } = raw
  try {
    await ensureTopic(topic)
  } catch (error) {
    if (isRefusal(error) && connector.errors.tolerant) return undefined
    throw error
  }
  const records = { topic, partition: kafkaPartition, timestamp, count, data, values }
  const bytes = data.length
  const sent = outlet.send({
    batch,
    bytes,
    each: () => unpackSendable(raw),
    write: producer => producer.sendRaw(records),
  })
  inFlight.add(batch, sent, { bytes, held: bytes, records: count, written: count })
  return count
}
