import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { Datum, Offset, SourceRecord } from '../../sdk/record.ts'
import type { Struct } from '../../sdk/value.ts'
import type { Column, Statement } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import type { Input, Resolved } from './input.ts'
import { createRowReader, type RowReader } from './row-reader.ts'
import type { SourceSettings } from './settings.ts'

/** Bytes of rows that are fetched at once, roughly. */
const BATCH_BYTES = 4 * 1024 * 1024

/** One read of an input. */
export interface Reading {
  readonly settings: SourceSettings
  readonly input: Input
  readonly resolved: Resolved
  readonly opened: Opened
  readonly readers: RowReaders
  /** aborted when nothing more is wanted */
  readonly signal: AbortSignal
}

/** Keeps what is made of columns for as long as they are the same, so that schemas are. */
export interface RowReaders {
  of(columns: readonly Column[], reading: Omit<Reading, 'readers'>): RowReader
}

const asDescribed = (columns: readonly Column[], { nullable }: Resolved): readonly Column[] =>
  columns.map(column => ({ ...column, nullable: nullable.get(column.name) ?? column.nullable }))

export const createRowReaders = (): RowReaders => {
  let known: { readonly columns: string; readonly reader: RowReader } | undefined
  return {
    of: (columns, { settings, input: { where }, resolved, opened: { dialect } }) => {
      const described = asDescribed(columns, resolved)
      const text = JSON.stringify([resolved.name, described])
      if (known?.columns === text) return known.reader
      const { name } = resolved
      const reader = createRowReader(described, {
        dialect,
        settings,
        where,
        ...(name !== undefined && { name }),
      })
      known = { columns: text, reader }
      return reader
    },
  }
}

/** A query that nobody may see is not in what its database says of it either. */
const readError = (
  { input, settings }: Pick<Reading, 'input' | 'settings'>,
  error: unknown,
): ConnectError => {
  if (!(error instanceof ConnectError))
    return new ConnectError('EXTERNAL', `Reading ${input.where}: ${messageOf(error)}`)
  const { code, retriable } = error
  if (settings.queryMasked)
    return new ConnectError(code, 'The query of query.masked cannot be read: run it by hand to see why', {
      retriable,
    })
  return new ConnectError(code, `Reading ${input.where}: ${error.message}`, { cause: error, retriable })
}

export interface RowChunk {
  readonly reader: RowReader
  readonly rows: readonly (readonly unknown[])[]
}

/** Rows as they come, until there are no more or nothing more is wanted. */
export const readRows = async function* (reading: Reading, statement: Statement): AsyncGenerator<RowChunk> {
  const { settings, opened, readers, signal } = reading
  const options = { batchRows: settings.batchRows, batchBytes: BATCH_BYTES }
  const chunks = opened.connection.stream(statement, options)
  try {
    for (;;) {
      const next = await chunks.next().catch(error => Promise.reject(readError(reading, error)))
      if (next.done || signal.aborted) return
      const { columns, rows } = next.value
      yield { reader: readers.of(columns, reading), rows }
      if (signal.aborted) return
    }
  } finally {
    await chunks.return(undefined)
  }
}

const NO_KEY: Datum = { schema: undefined, value: null }
const NO_HEADERS: SourceRecord['headers'] = []

/** Makes records of values. */
export const recordMaker = ({ input, resolved: { keyNames } }: Reading, reader: RowReader) => {
  const { topic, partition } = input
  const { schema } = reader
  const keyOf = keyNames.length === 0 ? () => NO_KEY : reader.keyOf(keyNames)
  return {
    at: (value: Struct, offset: Offset): SourceRecord => ({
      topic,
      key: keyOf(value),
      value: { schema, value },
      headers: NO_HEADERS,
      partition,
      offset,
    }),
    /** of a read whose rows have no position */
    without: (value: Struct): SourceRecord => ({
      topic,
      key: keyOf(value),
      value: { schema, value },
      headers: NO_HEADERS,
      partition,
    }),
  }
}

/** Records of rows as far as they can be made, and why the next one could not be. */
export interface Made {
  readonly records: readonly SourceRecord[]
  readonly failure?: { readonly error: unknown }
}

export const makeRecords = (
  rows: RowChunk['rows'],
  make: (row: readonly unknown[]) => SourceRecord,
): Made => {
  const records: SourceRecord[] = []
  try {
    for (const row of rows) records.push(make(row))
  } catch (error) {
    return { records, failure: { error } }
  }
  return { records }
}

/** What a read of something without a key comes to that takes longer than a slice. */
export const MAX_TRIES = 3

export const tooLong = ({ input }: Reading, what: string, remedy: string): ConnectError =>
  new ConnectError(
    'FATAL',
    `${what} of ${input.where} could not be read to the end within a run, ${MAX_TRIES} times: without a primary key it is not known where to go on. ${remedy}; then stop the connector, reset its offsets and resume it`,
  )
