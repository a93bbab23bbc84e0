import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteTable } from '../../../../functions/adapters/state/sqlite-table.ts'

describe('the file of a SQLite table', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sqlite-file-'))
    file = join(folder, 'data', 'state.db')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const key = { pk: 'CONNECTOR#a', sk: 'CONFIG' }
  const write = { kind: 'test', key, when: {}, set: { n: 1 } }

  it('is for its owner only', async () => {
    const table = openSqliteTable({ file })
    await table.write(write)
    const modes = await Promise.all(
      [join(folder, 'data'), file, `${file}-wal`].map(async path => (await stat(path)).mode & 0o777),
    )
    expect(modes).toEqual([0o700, 0o600, 0o600])
    await table.close()
  })

  it('keeps what was written when it is opened again', async () => {
    const first = openSqliteTable({ file })
    await first.write(write)
    await first.close()
    const second = openSqliteTable({ file })
    expect((await second.get(key)).item?.attributes).toEqual({ n: 1 })
    await second.close()
  })

  it('waits for another writer no longer than the busy timeout, then fails in passing', async () => {
    const table = openSqliteTable({ file, busyTimeout: 100 })
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const busy = table.write(write)
    await expect(busy).rejects.toMatchObject({ code: 'STATE', retriable: true })
    await expect(busy).rejects.toThrow(/locked/)
    expect((await table.get(key)).item).toBeUndefined()
    other.exec('ROLLBACK')
    other.close()
    expect((await table.write(write)).ok).toBe(true)
    await table.close()
  })

  it('is refused when a later release wrote it', async () => {
    await openSqliteTable({ file }).close()
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(() => openSqliteTable({ file })).toThrow(/schema version 99, this release reads 1/)
  })

  it('is refused when it is no database', async () => {
    const text = join(folder, 'text')
    await writeFile(text, 'not a database'.repeat(100))
    expect(() => openSqliteTable({ file: text })).toThrow(
      expect.objectContaining({ code: 'STATE', retriable: false, message: expect.stringContaining(text) }),
    )
  })

  it('fails for good after the table was closed, and closing twice does nothing', async () => {
    const table = openSqliteTable({ file })
    await table.close()
    await table.close()
    await expect(table.get(key)).rejects.toMatchObject({ code: 'STATE', retriable: false })
  })
})
