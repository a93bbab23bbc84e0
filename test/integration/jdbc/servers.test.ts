import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { describe, expect, inject, test } from 'vitest'
import type { DatabaseAddress } from '../../../infra/local/database-server.ts'
import { startMariaDb } from '../../../infra/local/mariadb.ts'
import { startPostgres } from '../../../infra/local/postgres.ts'
import { ownServer } from '../../helpers/own-server.ts'

const ask = {
  postgres: async ({ host, port, user, password, database }: DatabaseAddress, ...statements: string[]) => {
    const client = new Client({ host, port, user, password, database })
    await client.connect()
    try {
      const results = []
      for (const text of statements) results.push((await client.query({ text, rowMode: 'array' })).rows)
      return results.at(-1)
    } finally {
      await client.end()
    }
  },
  mariadb: async ({ host, port, user, password, database }: DatabaseAddress, ...statements: string[]) => {
    const connection = await createConnection({ host, port, user, password, database, rowsAsArray: true })
    try {
      const results = []
      for (const sql of statements) results.push((await connection.query(sql))[0])
      return results.at(-1)
    } finally {
      await connection.end()
    }
  },
}

const start = { postgres: startPostgres, mariadb: startMariaDb }

describe.each(['postgres', 'mariadb'] as const)('%s', name => {
  const shared = inject(name)

  test.runIf(shared)('answers to whom it knows', async () => {
    expect(await ask[name](shared, 'SELECT 6 * 7')).toEqual([[42]])
    const stranger = ask[name]({ ...shared, password: 'another' }, 'SELECT 1')
    await expect(stranger).rejects.toThrow(/password/)
  })

  test.runIf(shared)('killed and started again, has what was committed', async () => {
    const own = await ownServer(start[name])
    try {
      const { address } = own.current()
      await ask[name](address, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (1), (2)')
      await own.current().kill()
      await own.startAgain()
      expect(await ask[name](address, 'SELECT id FROM kept ORDER BY id')).toEqual([[1], [2]])
    } finally {
      await own.close()
    }
  })
})
