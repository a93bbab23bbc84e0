import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteTable } from '../../../../functions/adapters/state/sqlite-table.ts'
import { tableConformance } from '../../../conformance/table.ts'

tableConformance('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-table-'))
  const file = join(folder, 'data', 'state.db')
  return {
    connect: () => openSqliteTable({ file }),
    dispose: () => rm(folder, { recursive: true }),
  }
})
