import type { Converter } from '../../../connectors/sdk/converter.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import { applyTransforms } from '../apply-transforms.ts'
import type { Conversion } from '../conversion.ts'
import { passed, standInFor } from '../pass-unread.ts'
import { bytesAt } from '../raw.ts'
import { blameConversion } from '../record-error.ts'

/** Whether a batch may go to the writer as bytes. */
export const passesRaw = (conversion: Conversion, raw: RawSinkRecords): boolean => {
  const { key, value } = conversion
  if (key.passes === undefined || value.passes === undefined || !passesTransforms(conversion, raw))
    return false
  return !looksInto(key, raw.data, raw.keys) && !looksInto(value, raw.data, raw.values)
}

const passesTransforms = (conversion: Conversion, raw: RawSinkRecords): boolean => {
  const { transforms } = conversion
  if (transforms.length === 0) return true
  const standIn = raw.headers === undefined ? standInFor(transforms, raw) : undefined
  if (standIn === undefined) return false
  const record = toSinkRecord(conversion, { ...raw, ...standIn }, 0)
  return passed(transforms, record)?.topic === raw.topic
}

const looksInto = (converter: Converter, data: Uint8Array, bounds: Int32Array | undefined): boolean => {
  if (converter.looksInto === undefined || bounds === undefined) return false
  for (let i = 0; i < bounds.length; i += 2) {
    const start = bounds[i] ?? -1
    if (start >= 0 && converter.looksInto(data, start, bounds[i + 1] ?? start)) return true
  }
  return false
}

const placeOf = ({ original: { topic, partition, offset } }: Pick<SinkRecord, 'original'>): string =>
  `topic ${topic}, partition ${partition}, offset ${offset}`

const noHeaders: SinkRecord['headers'] = []

/** Record `i` of a batch as it was written, on the terms of converters. A `RecordError` names what failed where. */
export const toSinkRecord = (
  { key, value, header, parts }: Conversion,
  raw: RawSinkRecords,
  i: number,
): SinkRecord => {
  const { topic, partition } = raw
  const offset = raw.offsets[i] ?? 0
  const original = { topic, partition, offset }
  let part = parts.key
  try {
    const keyDatum = key.toConnect(topic, bytesAt(raw.data, raw.keys, i))
    part = parts.value
    const valueDatum = value.toConnect(topic, bytesAt(raw.data, raw.values, i))
    part = parts.header
    const headers = raw.headers?.(i)
    return {
      topic,
      kafkaPartition: partition,
      offset,
      key: keyDatum,
      value: valueDatum,
      headers: headers?.map(h => ({ key: h.key, ...header.toConnect(topic, h.key, h.value) })) ?? noHeaders,
      timestamp: raw.timestamps[i],
      timestampType: raw.timestampType,
      original,
    }
  } catch (error) {
    throw blameConversion(part, placeOf({ original }), error)
  }
}

/** A record as its transformations leave it; `null` when one dropped it. A `RecordError` names what failed where. */
export const transformSink = ({ transforms }: Conversion, record: SinkRecord): SinkRecord | null =>
  transforms.length === 0 ? record : applyTransforms(transforms, record, placeOf)
