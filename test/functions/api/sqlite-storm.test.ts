import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteTable } from '../../../functions/adapters/state/sqlite-table.ts'
import { apiStorm } from '../../conformance/api-storm.ts'

apiStorm('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-storm-'))
  return {
    connect: () => openSqliteTable({ file: join(folder, 'state.db') }),
    dispose: () => rm(folder, { recursive: true }),
  }
})
