import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConnectError } from '../../../connectors/sdk/errors.ts'

const SCHEMA_VERSION = 1
const SCHEMA = `
  CREATE TABLE items (
    pk TEXT NOT NULL, sk TEXT NOT NULL, attributes TEXT NOT NULL, due_at REAL,
    PRIMARY KEY (pk, sk)
  ) STRICT;
  CREATE INDEX items_due ON items (due_at, pk, sk) WHERE due_at IS NOT NULL;
  PRAGMA user_version = ${SCHEMA_VERSION};
`
const BUSY = 5
// https://sqlite.org/rescode.html: BUSY, LOCKED, IOERR, FULL, CANTOPEN, PROTOCOL
const PASSING = new Set([BUSY, 6, 10, 13, 14, 15])

// how long opening, which happens once, and any later statement may block, ms
const OPEN_TIMEOUT = 5000
const STATEMENT_TIMEOUT = 5

export type Synchronous = 'FULL' | 'NORMAL' | 'OFF'

const resultCode = (error: unknown) =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

/** Whether another connection was writing: nothing was changed. */
export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY

/** SQLite's error as this project's; any other is passed through. */
export const stateError = (error: unknown, file: string): unknown => {
  if (!(error instanceof Error) || !('code' in error) || error instanceof ConnectError) return error
  const retriable = PASSING.has(resultCode(error) ?? 0)
  return new ConnectError('STATE', `State file ${file}: ${error.message}`, { cause: error, retriable })
}

/** Runs `work` as one write transaction; `undefined` from it rolls back. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T | undefined): T | undefined => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec(result === undefined ? 'ROLLBACK' : 'COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const userVersion = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.user_version)

const createSchema = (db: DatabaseSync, file: string) => {
  if (userVersion(db) === 0)
    inTransaction(db, () => {
      if (userVersion(db) === 0) db.exec(SCHEMA)
      return true
    })
  const version = userVersion(db)
  if (version === SCHEMA_VERSION) return
  const message = `State file ${file} has schema version ${version}, this release reads ${SCHEMA_VERSION}`
  throw new ConnectError('STATE', message, { retriable: false })
}

const prepareFile = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

/**
 * SQLite does not wait for a lock when it changes a new file's journal to WAL while others do the same; the change is
 * made once in the life of a file, so waiting may block.
 */
const setJournal = (db: DatabaseSync, synchronous: Synchronous) => {
  const end = Date.now() + OPEN_TIMEOUT
  for (;;) {
    try {
      return db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 20)
    }
  }
}

/** Opens the file, made readable for its owner only when it is new, with its schema. */
export const openSqliteFile = (file: string, synchronous: Synchronous = 'FULL'): DatabaseSync => {
  let db: DatabaseSync | undefined
  try {
    prepareFile(file)
    db = new DatabaseSync(file, { timeout: OPEN_TIMEOUT })
    setJournal(db, synchronous)
    createSchema(db, file)
    db.exec(`PRAGMA busy_timeout = ${STATEMENT_TIMEOUT}`)
    return db
  } catch (error) {
    db?.close()
    throw stateError(error, file)
  }
}
