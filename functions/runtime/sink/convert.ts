import type { Converter } from '../../../connectors/sdk/converter.ts'
import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Conversion } from '../conversion.ts'
import { bytesAt } from '../raw.ts'

/** Whether a batch may go to the writer as bytes. */
export const passesRaw = ({ key, value, transforms }: Conversion, raw: RawSinkRecords): boolean => {
  if (transforms.length > 0 || key.passes === undefined || value.passes === undefined) return false
  return !looksInto(key, raw.data, raw.keys) && !looksInto(value, raw.data, raw.values)
}

const looksInto = (converter: Converter, data: Uint8Array, bounds: Int32Array | undefined): boolean => {
  if (converter.looksInto === undefined || bounds === undefined) return false
  for (let i = 0; i < bounds.length; i += 2) {
    const start = bounds[i] ?? -1
    if (start >= 0 && converter.looksInto(data, start, bounds[i + 1] ?? start)) return true
  }
  return false
}

/** Record `i` of a batch as the connector sees it; `null` when a transformation dropped it. */
export const toSinkRecord = (conversion: Conversion, raw: RawSinkRecords, i: number): SinkRecord | null => {
  const { topic, partition } = raw
  const offset = raw.offsets[i] ?? 0
  try {
    let record: SinkRecord | null = {
      topic,
      kafkaPartition: partition,
      offset,
      key: conversion.key.toConnect(topic, bytesAt(raw.data, raw.keys, i)),
      value: conversion.value.toConnect(topic, bytesAt(raw.data, raw.values, i)),
      headers: (raw.headers?.(i) ?? []).map(h => ({
        key: h.key,
        ...conversion.header.toConnect(topic, h.key, h.value),
      })),
      timestamp: raw.timestamps[i],
      timestampType: raw.timestampType,
      original: { topic, partition, offset },
    }
    for (const transform of conversion.transforms) {
      record = transform.apply(record)
      if (record === null) return null
    }
    return record
  } catch (cause) {
    const where = `topic ${topic}, partition ${partition}, offset ${offset}`
    throw new ConnectError('DATA', `A record cannot be converted (${where}): ${messageOf(cause)}`, { cause })
  }
}
