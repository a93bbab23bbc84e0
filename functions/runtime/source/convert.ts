import type { Datum, RawSourceRecords, SourceRecord } from '../../../connectors/sdk/record.ts'
import { OPTIONAL_BYTES, STRING } from '../../../connectors/sdk/schema.ts'
import { applyTransforms } from '../apply-transforms.ts'
import type { Conversion } from '../conversion.ts'
import { passed, standInFor } from '../pass-unread.ts'
import type { ProducerRecord } from '../ports/kafka.ts'
import { bytesAt } from '../raw.ts'
import { blameConversion } from '../record-error.ts'
import type { Sendable } from './outlet.ts'

/** The topic that raw records may go to as they are; `undefined`: each is to be looked into. */
export const unreadTopic = ({ transforms, value }: Conversion, raw: RawSourceRecords): string | undefined => {
  if (raw.keys !== undefined || value.passes !== raw.type) return undefined
  if (transforms.length === 0) return raw.topic
  const standIn = standInFor(transforms, raw)
  if (standIn === undefined) return undefined
  const [record] = unpackSource({ ...raw, ...standIn })
  return record && passed(transforms, record)?.topic
}

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
    const made = {
      topic,
      partition: changed.kafkaPartition,
      key: keyBytes,
      value: value.fromConnect(topic, changed.value),
      timestamp: changed.timestamp ?? Date.now(),
    }
    return written === undefined ? made : { ...made, headers: written }
  } catch (error) {
    throw blameConversion(part, placeOf(original), error)
  }
}

const noKey: Datum = { schema: undefined, value: null }
const noHeaders: SourceRecord['headers'] = []

const keyOf = (key: Uint8Array | null): Datum =>
  key === null ? noKey : { schema: OPTIONAL_BYTES, value: key }

const noValue: Datum = { schema: STRING, value: null }

/** Values by their index; text is decoded where it lies. */
const valuesOf = ({ data, values, type }: RawSourceRecords): ((i: number) => Datum) => {
  if (type === 'bytes') return i => ({ schema: OPTIONAL_BYTES, value: bytesAt(data, values, i) })
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return i => {
    const start = values?.[2 * i] ?? -1
    if (start < 0) return noValue
    return { schema: STRING, value: bytes.toString('utf8', start, values?.[2 * i + 1]) }
  }
}

/** Raw records as ordinary ones, for converters and transformations that look into them; each is made when it is asked for. */
export const unpackSource = function* (raw: RawSourceRecords): Generator<SourceRecord, undefined> {
  const { topic, kafkaPartition, timestamp, partition, data, keys, count } = raw
  const valueAt = valuesOf(raw)
  for (let i = 0; i < count; i++) {
    const record = {
      topic,
      kafkaPartition,
      key: keyOf(bytesAt(data, keys, i)),
      value: valueAt(i),
      headers: noHeaders,
      timestamp,
      partition,
    }
    const offset = i === count - 1 ? raw.offset : raw.offsetAt?.(i)
    yield offset === undefined ? record : { ...record, offset }
  }
}

/** Raw records as they are sent to a topic. Where nothing else is known, a record is told to come from where its batch ends. */
export const unpackSendable = (raw: RawSourceRecords, topic: string): readonly Sendable[] =>
  [...unpackSource(raw)].map((original, i) => ({
    original: { offset: raw.offset, ...original },
    record: {
      topic,
      partition: raw.kafkaPartition,
      key: bytesAt(raw.data, raw.keys, i),
      value: bytesAt(raw.data, raw.values, i),
      timestamp: raw.timestamp,
    },
  }))
