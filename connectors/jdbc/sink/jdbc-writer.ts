import { setTimeout as pause } from 'node:timers/promises'
import { ConnectError } from '../../sdk/errors.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import type { SinkContext, SinkWriter } from '../../sdk/sink.ts'
import type { Dialect } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import { recordCheck } from './record-check.ts'
import { refusedWrite } from './refused-write.ts'
import { rowGroups } from './row-groups.ts'
import { openSession } from './session.ts'
import type { SinkSettings } from './settings.ts'
import { type StoredOffsets, storedOffsets } from './stored-offsets.ts'
import { knownTables } from './table-columns.ts'
import { parseTableName } from './table-name.ts'
import { tableStructure } from './table-structure.ts'
import { type PlannedWrite, writePlan } from './write-plan.ts'

interface Parts {
  readonly settings: SinkSettings
  readonly dialect: Dialect
  readonly connect: () => Promise<Opened>
}

const isPassing = (error: unknown): boolean => error instanceof ConnectError && error.retriable
const isData = (error: unknown): boolean =>
  error instanceof ConnectError && !error.retriable && (error.code === 'DATA' || error.code === 'EXTERNAL')

/** Writes records as rows: each call in one transaction, with their offsets when those are stored in the database. */
export const openJdbcWriter = async (
  { settings, dialect, connect }: Parts,
  context: Omit<SinkContext<unknown>, 'config'>,
): Promise<SinkWriter> => {
  const { connector, partitions, callTimeout, signal } = context
  const checkLease = () => {
    if (!context.mayWrite()) throw new ConnectError('FENCED', 'The lease does not last for another write')
  }
  const known = knownTables()
  const plan = writePlan(settings, tableStructure(settings, known, checkLease))
  const group = rowGroups({
    settings,
    check: recordCheck(connector, settings),
    tableOf: topic => parseTableName(settings.tableName(topic), dialect),
  })
  const offsets: StoredOffsets | undefined =
    settings.offsetsTable === undefined
      ? undefined
      : storedOffsets(context, parseTableName(settings.offsetsTable, dialect))
  const session = openSession(connect, async opened => {
    if (offsets === undefined) return
    checkLease()
    await offsets.claim(opened)
  })

  const execute = async ({ connection }: Opened, writes: readonly PlannedWrite[]) => {
    for (const { statement, shape } of writes) {
      checkLease()
      await connection.execute(statement).catch(error => {
        throw refusedWrite(error, shape, dialect)
      })
    }
    // the commit that follows is what counts
    checkLease()
  }

  const writeOnce = async (all: readonly SinkRecord[]) => {
    const opened = await session.use()
    const records = offsets?.unwritten(all) ?? all
    if (records.length === 0) return
    const writes = await plan(opened, group(records))
    if (writes.length === 0 && offsets === undefined) return
    let committed = () => {}
    await opened.connection.transaction(async () => {
      if (offsets !== undefined) committed = await offsets.advance(opened, records)
      await execute(opened, writes)
    })
    committed()
  }

  /** Once more, when a table is not what it was taken for. */
  const writeKnowing = async (records: readonly SinkRecord[]) => {
    try {
      await writeOnce(records)
    } catch (error) {
      if (!isData(error) || !(await known.refreshAll((await session.use()).connection))) throw error
      await writeOnce(records)
    }
  }

  const write = async (records: readonly SinkRecord[]) => {
    const end = performance.now() + callTimeout
    for (let attempt = 0; ; attempt++) {
      try {
        return await writeKnowing(records)
      } catch (error) {
        if (!isPassing(error)) throw error
        await session.drop()
        const { max, backoff } = settings.retries
        const late = performance.now() + backoff > end
        if (attempt >= max || late || offsets?.lost === true) throw error
        await pause(backoff, undefined, { signal })
      }
    }
  }

  if (partitions.length > 0) await session.use()
  const behind = offsets?.behind() ?? []
  return {
    failureEffect: 'nothing',
    recordsPerWrite: settings.batchSize,
    ...(behind.length > 0 && { positions: behind }),
    write: async records => {
      try {
        await write(records)
      } catch (error) {
        offsets?.failed(records)
        throw error
      }
    },
    flush: async () => {
      offsets?.flushed()
      return {}
    },
    close: session.drop,
  }
}
