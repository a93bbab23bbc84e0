import type { Schema } from './schema.ts'
import type { Value } from './value.ts'

/** A value with its schema; `schema: undefined` is schemaless. */
export interface Datum {
  readonly schema: Schema | undefined
  readonly value: Value
}

export interface Header extends Datum {
  readonly key: string
}

/** Names where data come from (a file, a table, a topic partition): flat, JSON, equal when the JSON is. */
export type Partition = Readonly<Record<string, string | number | bigint | boolean | null>>
/** A position in a partition: flat JSON; int64 survive. */
export type Offset = Readonly<Record<string, string | number | bigint | boolean | null>>

/** What a transformation sees of any record. */
export interface ConnectRecord {
  readonly topic: string
  readonly kafkaPartition?: number | undefined
  readonly key: Datum
  readonly value: Datum
  readonly headers: readonly Header[]
  /** ms since the epoch */
  readonly timestamp?: number | undefined
}

/** A record on its way to Kafka. Without `partition` it is acknowledged, but nothing is stored for it. */
export interface SourceRecord extends ConnectRecord {
  readonly partition?: Partition
  /** the position after this record */
  readonly offset?: Offset
}

/** A record on its way from Kafka. `original` are the coordinates it was read from, whatever transformations did. */
export interface SinkRecord extends ConnectRecord {
  readonly kafkaPartition: number
  readonly offset: number
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME'
  readonly original: { readonly topic: string; readonly partition: number; readonly offset: number }
}

/**
 * Keys and values as bytes in one buffer. `keys` and `values` hold two numbers a record, start and end in `data`;
 * start −1 is null. Without `keys` every key is null.
 */
export interface RawRecords {
  readonly count: number
  readonly data: Uint8Array
  readonly keys?: Int32Array
  readonly values: Int32Array
}

/** Raw records from a source: all of one source partition, for one topic. */
export interface RawSourceRecords extends RawRecords {
  readonly topic: string
  readonly kafkaPartition?: number
  /** what the values are: UTF-8 text (a STRING schema) or bytes (a BYTES schema) */
  readonly type: 'string' | 'bytes'
  readonly timestamp: number
  readonly partition: Partition
  /** the position after the last record */
  readonly offset: Offset
  /** the position after record `i`, for when records are looked into; absent: that of the last one alone is known */
  readonly offsetAt?: (i: number) => Offset
}

/** Raw records of one topic partition, as they were fetched: at most one Kafka record batch. */
export interface RawSinkRecords extends RawRecords {
  readonly topic: string
  readonly partition: number
  readonly offsets: Float64Array
  readonly timestamps: Float64Array
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME'
  /** headers of record `i`; absent when no record of the batch has any */
  readonly headers?: (i: number) => readonly { key: string; value: Uint8Array | null }[]
}
