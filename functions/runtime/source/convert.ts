import type { Datum, RawSourceRecords, SourceRecord } from '../../../connectors/sdk/record.ts'
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
    const written =
      headers.length === 0
        ? undefined
        : headers.map(h => ({ key: h.key, value: header.fromConnect(topic, h.key, h) }))
    part = parts.key
    const keyBytes = key.fromConnect(topic, changed.key)
    part = parts.value
    return {
      topic,
      partition: changed.kafkaPartition,
      key: keyBytes,
      value: value.fromConnect(topic, changed.value),
      ...(written !== undefined && { headers: written }),
      timestamp: changed.timestamp ?? Date.now(),
    }
  } catch (error) {
    throw blameConversion(part, placeOf(original), error)
  }
}

const decoder = new TextDecoder()
const noKey: Datum = { schema: undefined, value: null }
const noHeaders: SourceRecord['headers'] = []

const keyOf = (key: Uint8Array | null): Datum =>
  key === null ? noKey : { schema: OPTIONAL_BYTES, value: key }

const textOrBytes = (value: Uint8Array | null, type: RawSourceRecords['type']): Datum => {
  if (type === 'bytes') return { schema: OPTIONAL_BYTES, value }
  return { schema: STRING, value: value === null ? null : decoder.decode(value) }
}

/** Raw records as ordinary ones, for converters and transformations that look into them. */
export const unpackSource = (raw: RawSourceRecords): readonly SourceRecord[] => {
  const { topic, kafkaPartition, timestamp, partition, data, keys, values, type, count } = raw
  const offsetOf = (i: number) => (i === count - 1 ? raw.offset : raw.offsetAt?.(i))
  return Array.from({ length: count }, (_, i): SourceRecord => {
    const offset = offsetOf(i)
    const record = {
      topic,
      kafkaPartition,
      key: keyOf(bytesAt(data, keys, i)),
      value: textOrBytes(bytesAt(data, values, i), type),
      headers: noHeaders,
      timestamp,
      partition,
    }
    return offset === undefined ? record : { ...record, offset }
  })
}

/** Raw records as they are sent. Where nothing else is known, a record is told to come from where its batch ends. */
export const unpackSendable = (raw: RawSourceRecords): readonly Sendable[] =>
  unpackSource(raw).map((original, i) => ({
    original: { offset: raw.offset, ...original },
    record: {
      topic: raw.topic,
      partition: raw.kafkaPartition,
      key: bytesAt(raw.data, raw.keys, i),
      value: bytesAt(raw.data, raw.values, i),
      timestamp: raw.timestamp,
    },
  }))
