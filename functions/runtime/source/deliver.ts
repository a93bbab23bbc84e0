import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import type { Producer } from '../ports/kafka.ts'
import { passesRaw, unpackSendable, unpackSource } from './convert.ts'
import { convertBatch, type Passage } from './convert-batch.ts'
import type { InFlight } from './in-flight.ts'
import { type Outlet, sendable } from './outlet.ts'

interface Delivery extends Passage {
  readonly outlet: Pick<Outlet, 'send'>
  readonly inFlight: InFlight
}

type RawBatch = Extract<SourceBatch, { readonly raw: unknown }>

/** Converts a batch and sends it; resolves with the number of records when it is on its way. */
export const deliver = async (delivery: Delivery, batch: SourceBatch): Promise<number> => {
  if ('raw' in batch && passesRaw(delivery.connector, batch.raw)) return deliverRaw(delivery, batch)
  const { outlet, inFlight } = delivery
  const { state, token, transaction } = batch
  const records = 'raw' in batch ? unpackSource(batch.raw) : batch.records
  const { ready, originals, bytes, taken, failure } = await convertBatch(delivery, records)
  await delivery.failures.settle()
  const rest = {
    ...(state !== undefined && { state }),
    ...(token !== undefined && { token }),
    ...(transaction !== undefined && { transaction }),
  }
  // what came before one that failed is delivered all the same
  const done = failure === undefined ? { records, ...rest } : { records: records.slice(0, taken) }
  const each = () => sendable(ready, originals)
  const write = ready.length === 0 ? {} : { write: (producer: Producer) => producer.send(ready) }
  const sent = outlet.send({ batch: done, bytes, each, ...write })
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
