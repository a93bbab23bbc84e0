import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDynamoDbTable } from '../../../../functions/adapters/state/dynamodb-table.ts'
import type { Table } from '../../../../functions/runtime/ports/table.ts'
import { dynamoDbClient } from '../../../helpers/dynamodb-client.ts'
import { exception, type Reply, scriptedDynamoDb, success } from '../../../helpers/scripted-dynamodb.ts'

const key = { pk: 'CONNECTOR#a', sk: 'TASK#0' }
const write = { kind: 'checkpoint', key, when: { seq: 1 }, set: { seq: 2 } }
const stored = { pk: { S: key.pk }, sk: { S: key.sk }, dueShard: { N: '1' }, seq: { N: '7' } }
const cancelled = (...codes: string[]) =>
  exception('TransactionCanceledException', { CancellationReasons: codes.map(Code => ({ Code })) })
const serverError: Reply = { status: 500, body: { __type: 'InternalServerError', message: 'as scripted' } }

describe('a DynamoDB table whose service fails', () => {
  const disposals: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const dispose of disposals.splice(0).reverse()) await dispose()
  })

  const scriptedWithin = async (callTimeout: number, ...script: readonly Reply[]) => {
    const server = await scriptedDynamoDb(...script)
    const table = openDynamoDbTable({
      tableName: 'state',
      client: dynamoDbClient(server.endpoint),
      requestTimeout: 1_000,
      callTimeout,
    })
    disposals.push(server.close, table.close)
    return { table, requests: server.requests }
  }
  const scripted = (...script: readonly Reply[]) => scriptedWithin(10_000, ...script)

  // the SDK loads much of itself with its first request
  beforeAll(async () => {
    const server = await scriptedDynamoDb(success({ Item: stored }))
    const table = openDynamoDbTable({
      tableName: 'state',
      client: dynamoDbClient(server.endpoint),
      requestTimeout: 30_000,
      callTimeout: 30_000,
    })
    await table.get(key)
    await table.close()
    await server.close()
  }, 30_000)
  const inPassing = { code: 'STATE', retriable: true }
  const forGood = { code: 'STATE', retriable: false }

  it.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'TransactionConflictException',
  ])('repeats a write after %s', async name => {
    const { table, requests } = await scripted(
      exception(name),
      exception(name),
      success({ Attributes: stored }),
    )
    expect(await table.write(write)).toMatchObject({ ok: true, item: { ...key, attributes: { seq: 7 } } })
    expect(requests).toHaveLength(3)
  })

  it('reports a refusal that follows a throttle, with the item', async () => {
    const refusal = exception('ConditionalCheckFailedException', { Item: stored })
    const { table } = await scripted(exception('ThrottlingException'), refusal)
    expect(await table.write(write)).toMatchObject({ ok: false, item: { ...key, attributes: { seq: 7 } } })
  })

  it('never reports throttles and conflicts as refusals, and gives up in time', async () => {
    const throttled = await scriptedWithin(1_500, exception('ThrottlingException'))
    const conflicting = await scriptedWithin(1_500, cancelled('None', 'TransactionConflict'))
    const started = performance.now()
    await Promise.all([
      expect(throttled.table.write(write)).rejects.toMatchObject(inPassing),
      expect(throttled.table.get(key)).rejects.toMatchObject(inPassing),
      expect(conflicting.table.transact([write])).rejects.toMatchObject(inPassing),
    ])
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(throttled.requests.length).toBeGreaterThan(4)
    expect(conflicting.requests.length).toBeGreaterThan(2)
  })

  it.each<[string, Reply]>([
    ['times out', 'hang'],
    ['loses its connection', 'cut'],
    ['meets a server error', serverError],
  ])('does not repeat a write that %s: it may have been applied', async (_what, reply) => {
    const { table, requests } = await scripted(reply, success({ Attributes: stored }))
    const rejected = table.write(write)
    await expect(rejected).rejects.toMatchObject(inPassing)
    await expect(rejected).rejects.toThrow(/checkpoint failed: .*whether it was applied is unknown/)
    expect(requests).toHaveLength(1)
  })

  it('repeats reads whatever happens to them', async () => {
    const { table, requests } = await scripted('cut', serverError, 'hang', success({ Item: stored }))
    expect(await table.get(key)).toMatchObject({ item: { ...key, attributes: { seq: 7 } } })
    expect(requests).toHaveLength(4)
  })

  it('reads consistently', async () => {
    const { table, requests } = await scripted(success())
    await table.get(key)
    await table.query('a', 'b')
    expect(requests).toMatchObject([
      { operation: 'GetItem', body: { ConsistentRead: true } },
      { operation: 'Query', body: { ConsistentRead: true } },
    ])
  })

  it.each<[string, Reply]>([
    ['timed out', 'hang'],
    ['lost its connection', 'cut'],
    ['met a server error', serverError],
    ['conflicted', cancelled('TransactionConflict', 'None')],
  ])('repeats a transaction that %s under the same token', async (_what, reply) => {
    const { table, requests } = await scripted(reply, success())
    expect(await table.transact([write])).toMatchObject({ ok: true })
    const tokens = requests.map(({ body }) => body.ClientRequestToken)
    expect(tokens).toHaveLength(2)
    expect(new Set(tokens).size).toBe(1)
  })

  it('gives each transaction its own token', async () => {
    const { table, requests } = await scripted(success())
    await table.transact([write])
    await table.transact([write])
    expect(new Set(requests.map(({ body }) => body.ClientRequestToken)).size).toBe(2)
  })

  it('reports a refused transaction, also when others of its writes conflicted', async () => {
    const { table } = await scripted(cancelled('TransactionConflict', 'ConditionalCheckFailed'))
    expect(await table.transact([write])).toMatchObject({ ok: false })
  })

  it('does not take a refusal as final while an earlier attempt may still be applied', async () => {
    const { table, requests } = await scripted('cut', cancelled('ConditionalCheckFailed'))
    const rejected = table.transact([write])
    await expect(rejected).rejects.toMatchObject(inPassing)
    await expect(rejected).rejects.toThrow(/whether it was applied is unknown/)
    expect(requests).toHaveLength(2)
  })

  it.each(['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException'])(
    'fails for good after %s, and names it',
    async name => {
      const { table, requests } = await scripted(exception(name))
      const calls: ((table: Table) => Promise<unknown>)[] = [
        () => table.write(write),
        () => table.transact([write]),
        () => table.query('a'),
      ]
      for (const call of calls) {
        const rejected = call(table)
        await expect(rejected).rejects.toMatchObject(forGood)
        await expect(rejected).rejects.toThrow(`${name} as scripted`)
      }
      expect(requests).toHaveLength(calls.length)
    },
  )

  it('fails in passing when nobody listens', async () => {
    const server = await scriptedDynamoDb()
    await server.close()
    const table = openDynamoDbTable({
      tableName: 'state',
      client: dynamoDbClient(server.endpoint),
      callTimeout: 300,
    })
    disposals.push(table.close)
    const rejected = table.write(write)
    await expect(rejected).rejects.toMatchObject(inPassing)
    await expect(rejected).rejects.toThrow(/^(?!.*unknown).*ECONNREFUSED/)
  })

  it('takes the time from the Date of answers, refusals included', async () => {
    const headers = { date: 'Fri, 20 Nov 2026 23:24:27 GMT' }
    const refusal = { status: 400, body: { __type: 'ConditionalCheckFailedException' }, headers }
    const { table } = await scripted({ status: 200, body: { Item: stored }, headers }, refusal)
    const at = Date.UTC(2026, 10, 20, 23, 24, 27)
    expect((await table.get(key)).at).toBe(at)
    expect(await table.write(write)).toEqual({ ok: false, item: undefined, at })
  })

  it('fails for good when an answer has no usable Date', async () => {
    const { table } = await scripted({ status: 200, body: {}, headers: { date: 'today' } })
    const rejected = table.get(key)
    await expect(rejected).rejects.toMatchObject(forGood)
    await expect(rejected).rejects.toThrow(/Date header/)
  })
})
