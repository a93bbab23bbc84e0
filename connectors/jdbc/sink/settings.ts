import type { SinkRecord } from '../../sdk/record.ts'
import type { ConnectionConfig } from '../connection-config.ts'
import type { SinkField } from './key-fields.ts'

export type InsertMode = 'insert' | 'upsert' | 'update'
export type PkMode = 'none' | 'kafka' | 'record_key' | 'record_value' | 'record_header'

/** What the keys of any of the sink's classes come to. */
export interface SinkSettings {
  readonly connection: ConnectionConfig
  readonly insertMode: InsertMode
  /** whether a null value deletes a row */
  readonly deletes: boolean
  readonly pkMode: PkMode
  readonly pkFields: readonly string[]
  /** names of the fields to write, besides keys; empty: all */
  readonly fields: readonly string[]
  /** the table of a topic, as it is written in configurations */
  tableName(topic: string): string
  /** rows of a statement */
  readonly batchSize: number
  readonly autoCreate: boolean
  readonly autoEvolve: boolean
  readonly retries: { readonly max: number; readonly backoff: number }
  /** of columns without a zone */
  readonly timeZones: { readonly timestamps: string; readonly dates: string }
  /** fields of integers or texts that count micro- or nanoseconds since the epoch */
  readonly timestampFields: readonly string[]
  readonly timestampUnit: 'microseconds' | 'nanoseconds'
  readonly replaceNullWithDefault: boolean
  /** where values go that are texts */
  readonly stringColumn: string
  /** What a record says of its row; `undefined`: nothing. Absent: the record as it is. */
  prepare?(record: SinkRecord): SinkRecord | undefined
  /** A field as it is written; absent: as it is. */
  convert?(field: SinkField): SinkField
  /** the table that offsets are stored in with what they stand for; absent: they are not */
  readonly offsetsTable?: string
}
