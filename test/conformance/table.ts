import { afterEach, beforeEach, describe } from 'vitest'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { withStaleDue } from '../helpers/stale-due.ts'
import { tableClock } from './table-clock.ts'
import { tableDue } from './table-due.ts'
import { tableReads } from './table-reads.ts'
import { tableTransactions } from './table-transactions.ts'
import { tableWrites } from './table-writes.ts'

/** A new, empty table. `connect` opens a handle on it; `dispose` is called once, after all handles are closed. */
export interface OpenedTable {
  connect(): Table
  dispose(): Promise<void>
}

/** `connect` opens one more handle on the table of the running test. */
export type Connect = () => Table

const INDEX_LAG = 150

/** What every state table does. Index reads are served up to 150 ms stale, for they are a hint. */
export const tableConformance = (name: string, open: () => Promise<OpenedTable>) =>
  describe(`table conformance: ${name}`, () => {
    let opened: OpenedTable
    let handles: Table[]
    beforeEach(async () => {
      opened = await open()
      handles = []
    })
    afterEach(async () => {
      await Promise.all(handles.map(handle => handle.close()))
      await opened.dispose()
    })
    const connect: Connect = () => {
      const handle = opened.connect()
      handles.push(handle)
      return withStaleDue(handle, INDEX_LAG)
    }
    tableWrites(connect)
    tableTransactions(connect)
    tableReads(connect)
    tableDue(connect)
    tableClock(connect)
  })
