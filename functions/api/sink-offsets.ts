import { printJson } from '../../connectors/sdk/json.ts'
import type { TopicPartition } from '../../connectors/sdk/sink.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import { badOffsets, type RequestedOffset } from './requested-offsets.ts'

/** `offset` `undefined`: reset. */
export interface SinkOffset extends TopicPartition {
  readonly offset: number | undefined
}

const keys = { topic: 'kafka_topic', partition: 'kafka_partition', offset: 'kafka_offset' } as const
const int32 = 2 ** 31 - 1

const textOf = (value: Value): string => (typeof value === 'string' ? value : printJson(value))

/** An integer as text or number, as Java reads one. */
const integer = (value: Value, most: number): number | undefined => {
  const text = textOf(value)
  const number = Number(text)
  return /^[+-]?\d+$/.test(text) && Math.abs(number) <= most ? number : undefined
}

const topicPartition = (partition: RequestedOffset['partition']): TopicPartition => {
  if (partition === null)
    throw badOffsets('The partition for a sink connector offset cannot be null or missing')
  const { [keys.topic]: topic, [keys.partition]: number } = partition
  if (topic === undefined || number === undefined)
    throw badOffsets(
      `The partition for a sink connector offset must contain the keys '${keys.topic}' and '${keys.partition}'`,
    )
  if (topic === null || typeof topic === 'object')
    throw badOffsets('Kafka topic names must be valid strings and may not be null')
  if (number === null) throw badOffsets('Kafka partitions must be valid numbers and may not be null')
  const found = integer(number, int32)
  if (found === undefined)
    throw badOffsets(
      `Failed to parse the following Kafka partition value in the provided offsets: '${textOf(number)}'. Partition values for sink connectors need to be integers.`,
    )
  if (found < 0) throw badOffsets(`Kafka partitions may not be negative, got ${found}`)
  return { topic: textOf(topic), partition: found }
}

const nextOffset = (offset: RequestedOffset['offset']): number | undefined => {
  if (offset === null) return undefined
  const { [keys.offset]: value } = offset
  if (value === undefined)
    throw badOffsets(
      `The offset for a sink connector should either be null or contain the key '${keys.offset}'`,
    )
  const found = integer(value, Number.MAX_SAFE_INTEGER)
  if (found === undefined)
    throw badOffsets(
      `Failed to parse the following Kafka offset value in the provided offsets: '${textOf(value)}'. Offset values for sink connectors need to be integers.`,
    )
  if (found < 0) throw badOffsets(`Kafka offsets may not be negative, got ${found}`)
  return found
}

/** Topic partitions and offsets of a request; refusals in Kafka Connect's words. */
export const sinkOffsets = (requested: readonly RequestedOffset[]): readonly SinkOffset[] =>
  requested.map(({ partition, offset }) => ({ ...topicPartition(partition), offset: nextOffset(offset) }))
