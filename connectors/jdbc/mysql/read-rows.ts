import type { FieldPacket } from 'mysql2'
import type { Column, Rows } from '../dialect.ts'
import type { DriverSettings } from './driver-properties.ts'
import type { Link } from './link.ts'
import { columnOf, dateColumns, keepRaw, wideColumns } from './wire-column.ts'

/** The first day that there is. */
const ROUNDED = '\x01\x00\x01\x01'

export interface ReadOptions {
  readonly batchRows: number
  readonly batchBytes?: number
}

type Row = unknown[]

/** The zero dates of a row become what `zeroDateTimeBehavior` says, in place. */
const zeroPatch = (columns: readonly Column[], { zeroDates }: DriverSettings) => {
  const places = zeroDates === 'fail' ? [] : dateColumns(columns)
  if (places.length === 0) return undefined
  const instead = zeroDates === 'null' ? null : ROUNDED
  return (row: Row) => {
    for (const place of places) if (row[place] === '') row[place] = instead
  }
}

/** About the bytes of those values of a row that may be large; `undefined`: none may. */
const measure = (fields: readonly FieldPacket[]) => {
  const places = wideColumns(fields)
  if (places.length === 0) return undefined
  return (row: Row): number => {
    let bytes = 0
    for (const place of places) {
      const value = row[place]
      if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length
    }
    return bytes
  }
}

/** Takes rows as they come, and stops the server when a batch is full. */
interface Intake {
  /** Resolves when there is a full batch, or the last one. */
  full(): Promise<void>
  /** What has come; `undefined`: all was taken before. */
  take(): Rows | undefined
  stop(): void
}

const startReading = (
  link: Link,
  sql: string,
  { batchRows, batchBytes = Number.POSITIVE_INFINITY, settings }: ReadOptions & { settings: DriverSettings },
): Intake => {
  const { driver } = link
  let columns: readonly Column[] = []
  let patch: ((row: Row) => void) | undefined
  let sizeOf: ((row: Row) => number) | undefined
  let rows: Row[] = []
  let bytes = 0
  let over = false
  let failed: { readonly error: unknown } | undefined
  let wake: (() => void) | undefined

  const query = driver.execute({ sql, rowsAsArray: true })
  const fail = (error: unknown) => {
    failed ??= { error }
    wake?.()
  }
  const forget = link.whenLost(fail)
  query.on('fields', (fields: FieldPacket[] | undefined) => {
    if (fields === undefined) return
    columns = fields.map(field => columnOf(field, settings))
    patch = zeroPatch(columns, settings)
    sizeOf = measure(fields)
    keepRaw(fields)
  })
  query.on('result', (row: Row) => {
    // of a statement that returns no rows
    if (!Array.isArray(row)) return
    patch?.(row)
    rows.push(row)
    if (sizeOf !== undefined) bytes += sizeOf(row)
    if (rows.length < batchRows && bytes < batchBytes) return
    driver.pause()
    wake?.()
  })
  query.on('error', fail)
  query.on('end', () => {
    over = true
    wake?.()
  })

  let first = true
  return {
    full: async () => {
      const isFull = () => rows.length >= batchRows || bytes >= batchBytes
      while (!over && failed === undefined && !isFull()) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        driver.resume()
        await promise
      }
      if (failed !== undefined) throw failed.error
    },
    take: () => {
      if (rows.length === 0 && !first) return undefined
      const taken = { columns, rows }
      rows = []
      bytes = 0
      first = false
      return taken
    },
    stop: () => {
      forget()
      if (!over && failed === undefined) link.drop()
    },
  }
}

/** Reads by the binary protocol; the driver takes no more from the socket than the batch that is waited for. */
export const readRows = async function* (
  link: Link,
  sql: string,
  options: ReadOptions & { readonly settings: DriverSettings },
): AsyncGenerator<Rows> {
  const intake = startReading(link, sql, options)
  try {
    while (true) {
      await intake.full()
      const rows = intake.take()
      if (rows === undefined) return
      yield rows
    }
  } finally {
    intake.stop()
  }
}
