import { ConnectError } from '../../sdk/errors.ts'
import type { Offset, Partition } from '../../sdk/record.ts'
import { instantOfMs } from '../date-time.ts'
import type { Instant } from '../dialect.ts'
import type { KeyValue } from './statements.ts'

const INT64 = 2n ** 63n

/** The partition of a table, and where offsets of older versions of the peer are. */
export const tablePartition = (name: string): Partition => ({ protocol: '1', table: name })
export const oldPartition = (name: string): Partition => ({ table: name })
export const queryPartition: Partition = { query: 'query' }

/** A place among rows by what tells what is new in them. */
export interface Position {
  readonly incrementing?: number | bigint | undefined
  readonly timestamp?: Instant | undefined
}

const isInt64 = (value: unknown): value is number | bigint =>
  (typeof value === 'bigint' && value >= -INT64 && value < INT64) || Number.isSafeInteger(value)

const isNanos = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 999_999_999

/** What is wrong with an offset; `undefined`: nothing. */
export const offsetProblem = ({ incrementing, timestamp, timestamp_nanos: nanos, ...rest }: Offset) => {
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined)
    return `The offset has ${unknown}, allowed are incrementing, timestamp and timestamp_nanos`
  if (incrementing !== undefined && !isInt64(incrementing))
    return `The offset has incrementing ${incrementing}, allowed is an integer of 64 bits`
  if (timestamp !== undefined && !Number.isSafeInteger(timestamp))
    return `The offset has timestamp ${timestamp}, allowed are milliseconds since the epoch`
  if (nanos !== undefined && (timestamp === undefined || !isNanos(nanos)))
    return `The offset has timestamp_nanos ${nanos}, allowed are 0 to 999999999, with a timestamp`
  return undefined
}

/** The nanoseconds come anew where an old offset has none. */
const instantOf = (ms: number, nanos: unknown): Instant =>
  isNanos(nanos)
    ? { ms: Math.floor(ms / 1000) * 1000 + Math.floor(nanos / 1_000_000), nanos }
    : instantOfMs(ms)

export const positionOf = (offset: Offset | undefined): Position => {
  if (offset === undefined) return {}
  const problem = offsetProblem(offset)
  if (problem !== undefined) throw new ConnectError('FATAL', `The stored offset cannot be used: ${problem}`)
  const { incrementing, timestamp, timestamp_nanos: nanos } = offset
  return {
    ...(isInt64(incrementing) && { incrementing }),
    ...(typeof timestamp === 'number' && { timestamp: instantOf(timestamp, nanos) }),
  }
}

// without spreading: a row has one
export const offsetOf = ({ incrementing, timestamp }: Position): Offset => {
  if (timestamp === undefined) return incrementing === undefined ? {} : { incrementing }
  const { ms, nanos } = timestamp
  return incrementing === undefined
    ? { timestamp: ms, timestamp_nanos: nanos }
    : { incrementing, timestamp: ms, timestamp_nanos: nanos }
}

export const isBefore = (one: Instant, other: Instant): boolean =>
  one.ms < other.ms || (one.ms === other.ms && one.nanos < other.nanos)

/** A row by its key, which orders the rows of a read. */
export interface Place {
  /** names of the key's columns */
  readonly key: readonly string[]
  readonly values: readonly KeyValue[]
}

/** Progress of a table that is no offset, as JSON keeps it. */
export interface TableState {
  /** ms since the epoch: the database's time when a first read was to begin with it */
  readonly initial?: number
  /** of a read of everything: the last row handed over, how often it was begun in vain, or when all was read */
  readonly bulk?: { readonly after?: Place; readonly tries?: number; readonly done?: number }
  /** of a read by timestamps: the last row handed over, with its timestamp and the offset that it had */
  readonly row?: {
    readonly offset: Offset
    readonly ms: number
    readonly nanos: number
    readonly after: Place
  }
  /** of rows of one timestamp that could not be read to their end: the offset before them, and how often */
  readonly stuck?: { readonly offset: Offset; readonly tries: number }
}

const isObject = (value: unknown): value is TableState => typeof value === 'object' && value !== null

export const stateOf = (state: unknown): TableState => (isObject(state) ? state : {})

export const sameOffset = (one: Offset, other: Offset): boolean =>
  one.incrementing === other.incrementing &&
  one.timestamp === other.timestamp &&
  (one.timestamp_nanos ?? 0) === (other.timestamp_nanos ?? 0)
