import { randomUUID } from 'node:crypto'
import {
  ConditionalCheckFailedException,
  type DynamoDBClientConfig,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { ItemKey, Table, Write } from '../../runtime/ports/table.ts'
import { checkWrites } from './apply-write.ts'
import { type CallLimits, type DynamoDbCalls, openDynamoDb } from './dynamodb-client.ts'
import { toItem, toStoredKey, toUpdate } from './dynamodb-items.ts'
import { queryDue, queryPartition } from './dynamodb-query.ts'

// `Date` is cut to whole seconds; the rest is for servers that differ and the answer's way back
const CLOCK_ERROR = 2000

export interface DynamoDbTableOptions extends CallLimits {
  readonly tableName: string
  /** region, endpoint, credentials; what is absent comes from the environment */
  readonly client?: DynamoDBClientConfig
}

const get = async (calls: DynamoDbCalls, tableName: string, key: ItemKey) => {
  const command = new GetItemCommand({ TableName: tableName, Key: toStoredKey(key), ConsistentRead: true })
  const { output, at } = await calls.read('get', (client, options) => client.send(command, options))
  return { item: output.Item && toItem(output.Item), at }
}

const write = async (calls: DynamoDbCalls, tableName: string, change: Write) => {
  checkWrites([change])
  const command = new UpdateItemCommand({
    ...toUpdate(tableName, change),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  const { output, refused, at } = await calls.call({
    what: change.kind,
    repeatable: false,
    send: (client, options) => client.send(command, options),
  })
  const found = refused instanceof ConditionalCheckFailedException ? refused.Item : output?.Attributes
  return { ok: refused === undefined, item: found && toItem(found), at }
}

const transact = async (calls: DynamoDbCalls, tableName: string, changes: readonly Write[]) => {
  checkWrites(changes)
  const command = new TransactWriteItemsCommand({
    // what an earlier attempt has done is not done again
    ClientRequestToken: randomUUID(),
    TransactItems: changes.map(change => ({ Update: toUpdate(tableName, change) })),
  })
  const { refused, at } = await calls.call({
    what: changes.map(({ kind }) => kind).join(', '),
    repeatable: true,
    send: (client, options) => client.send(command, options),
  })
  return { ok: refused === undefined, at }
}

/** The state table in DynamoDB, or what speaks its protocol. */
export const openDynamoDbTable = ({ tableName, client = {}, ...limits }: DynamoDbTableOptions): Table => {
  const calls = openDynamoDb(client, limits)
  return {
    clockError: CLOCK_ERROR,
    get: key => get(calls, tableName, key),
    query: (pk, prefix = '') => queryPartition(calls, tableName, pk, prefix),
    write: change => write(calls, tableName, change),
    transact: changes => transact(calls, tableName, changes),
    due: (before, limit) => queryDue(calls, tableName, { before, limit }),
    close: async () => calls.close(),
  }
}
