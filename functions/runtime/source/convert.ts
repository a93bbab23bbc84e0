import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { RawSourceRecords, SourceRecord } from '../../../connectors/sdk/record.ts'
import { OPTIONAL_BYTES, STRING } from '../../../connectors/sdk/schema.ts'
import type { Conversion } from '../conversion.ts'
import type { ProducerRecord } from '../ports/kafka.ts'
import { bytesAt } from '../raw.ts'

/** Whether raw records may go to Kafka as they are. */
export const passesRaw = (conversion: Conversion, raw: RawSourceRecords): boolean =>
  conversion.transforms.length === 0 && raw.keys === undefined && conversion.value.passes === raw.type

/** A record for Kafka; `null` when a transformation dropped it. `DATA` names topic, partition and offset of what fails. */
export const toProducerRecord = (conversion: Conversion, record: SourceRecord): ProducerRecord | null => {
  let changed: SourceRecord | null = record
  try {
    for (const transform of conversion.transforms) {
      changed = transform.apply(changed)
      if (changed === null) return null
    }
    const { topic, headers } = changed
    return {
      topic,
      partition: changed.kafkaPartition,
      key: conversion.key.fromConnect(topic, changed.key),
      value: conversion.value.fromConnect(topic, changed.value),
      ...(headers.length > 0 && {
        headers: headers.map(h => ({ key: h.key, value: conversion.header.fromConnect(topic, h.key, h) })),
      }),
      timestamp: changed.timestamp ?? Date.now(),
    }
  } catch (cause) {
    const where = `topic ${record.topic}, source partition ${text(record.partition)}, offset ${text(record.offset)}`
    throw new ConnectError('DATA', `A record cannot be converted (${where}): ${messageOf(cause)}`, { cause })
  }
}

const text = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v))

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
