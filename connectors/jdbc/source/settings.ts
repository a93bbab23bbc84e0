import type { ConnectionConfig } from '../connection-config.ts'
import type { Reading } from '../dialect.ts'

export type Mode = '' | 'bulk' | 'incrementing' | 'timestamp' | 'timestamp+incrementing'

/** Which tables are read. */
export interface Selection {
  /** names as they are, bare or qualified; all when both are empty */
  readonly whitelist: readonly string[]
  readonly blacklist: readonly string[]
  /** regular expressions of Java's over qualified names; come before the lists of names */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly types: readonly string[]
  readonly schemaPattern: string | null
  readonly catalogPattern: string | null
  /** whether statements, and offsets, name a table with what it lies in */
  readonly qualified: boolean
}

/** Which columns say what is new. */
interface OffsetColumns {
  /** '': the table's auto-increment column */
  readonly incrementing: string
  readonly timestamps: readonly string[]
  /** `regex:column` and `regex:[column|column]`; they come before the names */
  readonly incrementingMapping: readonly string[]
  readonly timestampMapping: readonly string[]
}

/** What a JDBC source is to do, in one form for all classes of it. */
export interface SourceSettings {
  readonly connection: ConnectionConfig
  readonly mode: Mode
  /** '': tables */
  readonly query: string
  /** whether nobody may see the query */
  readonly queryMasked: boolean
  readonly querySuffix: string
  readonly selection: Selection
  readonly columns: OffsetColumns
  readonly validateNonNull: boolean
  /** ms since the epoch; `null`: 0, below 0: the database's time at the first read */
  readonly timestampInitial: number | null
  readonly incrementingInitial: number
  /** ms that a row's timestamp has to be old */
  readonly delay: number
  readonly reading: Reading
  readonly topicPrefix: string
  readonly recordKey: 'none' | 'primary_key'
  /** ms between two reads; `null`: not said */
  readonly pollInterval: number | null
  /** ms between two looks for new tables */
  readonly tablePollInterval: number
  readonly batchRows: number
  readonly retries: number
  /** `READ COMMITTED` …; '': the database's default */
  readonly isolation: string
}

/** ms between two reads, when that is not said */
export const defaultPoll = 5_000
/** of a read that failed, when the number is not said */
export const defaultRetries = 3
/** ms: a statement has until its next rows */
export const callTimeout = 300_000
