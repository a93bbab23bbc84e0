import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createTable } from '../../../functions/adapters/state/dynamodb-schema.ts'
import { openDynamoDbTable } from '../../../functions/adapters/state/dynamodb-table.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { answerLosingProxy } from '../../helpers/answer-losing-proxy.ts'
import { dynamoDbClient } from '../../helpers/dynamodb-client.ts'

const tableName = `state-${randomUUID()}`
let proxy: Awaited<ReturnType<typeof answerLosingProxy>>
let table: Table
beforeAll(async () => {
  proxy = await answerLosingProxy(inject('dynamodbEndpoint'))
  await createTable(tableName, dynamoDbClient(proxy.endpoint))
  table = openDynamoDbTable({ tableName, client: dynamoDbClient(proxy.endpoint) })
})
afterAll(async () => {
  await table.close()
  await proxy.close()
})

const increment = (sk: string, from: number | undefined) => ({
  kind: 'increment',
  key: { pk: 'p', sk },
  when: { n: from },
  set: { n: (from ?? 0) + 1 },
})
const numbers = async () => (await table.query('p')).items.map(({ attributes }) => attributes.n)

it('answers a transaction whose answers were lost, having applied it once', async () => {
  expect((await table.transact([increment('A', undefined), increment('B', undefined)])).ok).toBe(true)
  proxy.lose(2)
  expect((await table.transact([increment('A', 1), increment('B', 1)])).ok).toBe(true)
  expect(await numbers()).toEqual([2, 2])
})

it('rejects a write whose answer was lost; it is applied, and its copy is refused', async () => {
  const lost = increment('C', undefined)
  proxy.lose(1)
  await expect(table.write(lost)).rejects.toMatchObject({ code: 'STATE', retriable: true })
  expect(await table.write(lost)).toMatchObject({ ok: false, item: { attributes: { n: 1 } } })
})

it('reads on when answers are lost', async () => {
  proxy.lose(3)
  expect(await numbers()).toEqual([2, 2, 1])
})

it('creates a table that is there already without complaint, and keeps what it holds', async () => {
  await createTable(tableName, dynamoDbClient(proxy.endpoint))
  expect(await numbers()).toEqual([2, 2, 1])
})
