import type { RawSourceRecords, SourceRecord } from '../../../connectors/sdk/record.ts'
import { OPTIONAL_BYTES, STRING } from '../../../connectors/sdk/schema.ts'
import { applyTransforms } from '../apply-transforms.ts'
import type { Conversion } from '../conversion.ts'
import type { ProducerRecord } from '../ports/kafka.ts'
import { bytesAt } from '../raw.ts'
import { blameConversion } from '../record-error.ts'
import type { Sendable } from './outlet.ts'

/** Whether raw records may go to Kafka as they are. */
export const passesRaw = (conversion: Conversion, raw: RawSourceRecords): boolean =>
  conversion.transforms.length === 0 && raw.keys === undefined && conversion.value.passes === raw.type

/** JSON of a value, for people. */
export const text = (value: unknown) =>
  JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v))

/** Names a record by where it comes from. */
export const placeOf = ({ topic, partition, offset }: SourceRecord): string =>
  `topic ${topic}, source partition ${text(partition)}, offset ${text(offset)}`

/** A record as its transformations leave it; `null` when one dropped it. A `RecordError` names what failed where. */
export const transformSource = ({ transforms }: Conversion, record: SourceRecord): SourceRecord | null =>
  transforms.length === 0 ? record : applyTransforms(transforms, record, placeOf)

/** A transformed record for Kafka, on the terms of converters; `original`: what a `RecordError` names. */
export const toProducerRecord = (
  { header, key, value, parts }: Conversion,
  changed: SourceRecord,
  original: SourceRecord,
): ProducerRecord => {
  const { topic, headers } = changed
  let part = parts.header
  try {
    const written = headers.map(h => ({ key: h.key, value: header.fromConnect(topic, h.key, h) }))
    part = parts.key
    const keyBytes = key.fromConnect(topic, changed.key)
    part = parts.value
    return {
      topic,
      partition: changed.kafkaPartition,
      key: keyBytes,
      value: value.fromConnect(topic, changed.value),
      ...(written.length > 0 && { headers: written }),
      timestamp: changed.timestamp ?? Date.now(),
    }
  } catch (error) {
    throw blameConversion(part, placeOf(original), error)
  }
}

const decoder = new TextDecoder()

/** Raw records as ordinary ones, for converters and transformations that look into them. */
export const unpackSource = (raw: RawSourceRecords): readonly SourceRecord[] =>
  Array.from({ length: raw.count }, (_, i) => {
    const key = bytesAt(raw.data, raw.keys, i)
    const value = bytesAt(raw.data, raw.values, i)
    return {
      topic: raw.topic,
      kafkaPartition: raw.kafkaPartition,
      key: { schema: key === null ? undefined : OPTIONAL_BYTES, value: key },
      value:
        raw.type === 'bytes'
          ? { schema: OPTIONAL_BYTES, value }
          : { schema: STRING, value: value === null ? null : decoder.decode(value) },
      headers: [],
      timestamp: raw.timestamp,
      // the batch has one offset, that of its end: only its last record carries it
      ...(i === raw.count - 1 && { partition: raw.partition, offset: raw.offset }),
    }
  })

/** Raw records as they are sent. Each is told to come from where its batch ends: nothing says more. */
export const unpackSendable = (raw: RawSourceRecords): readonly Sendable[] =>
  unpackSource(raw).map((original, i) => ({
    original: { ...original, partition: raw.partition, offset: raw.offset },
    record: {
      topic: raw.topic,
      partition: raw.kafkaPartition,
      key: bytesAt(raw.data, raw.keys, i),
      value: bytesAt(raw.data, raw.values, i),
      timestamp: raw.timestamp,
    },
  }))
