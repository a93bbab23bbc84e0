import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { ItemKey } from '../../runtime/ports/table.ts'
import type { DynamoDbCalls } from './dynamodb-client.ts'
import { toItem, toKey } from './dynamodb-items.ts'
import { DUE_INDEX, DUE_SHARDS } from './dynamodb-schema.ts'

type StoredItems = Record<string, AttributeValue>[]

const pages = async (calls: DynamoDbCalls, input: QueryCommandInput, limit = Number.POSITIVE_INFINITY) => {
  const items: StoredItems = []
  let from: QueryCommandInput['ExclusiveStartKey']
  for (;;) {
    const command = new QueryCommand({ ...input, ExclusiveStartKey: from })
    const { output, at } = await calls.read('query', (client, options) => client.send(command, options))
    items.push(...(output.Items ?? []))
    from = output.LastEvaluatedKey
    if (from === undefined || items.length >= limit) return { items, at }
  }
}

export const queryPartition = async (calls: DynamoDbCalls, tableName: string, pk: string, prefix: string) => {
  const { items, at } = await pages(calls, {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': { S: pk }, ...(prefix !== '' && { ':prefix': { S: prefix } }) },
  })
  return { items: items.map(toItem), at }
}

const queryShard = (
  calls: DynamoDbCalls,
  tableName: string,
  shard: number,
  range: { before: number; limit: number },
) =>
  pages(
    calls,
    {
      TableName: tableName,
      IndexName: DUE_INDEX,
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :before',
      ExpressionAttributeValues: { ':shard': { N: String(shard) }, ':before': { N: String(range.before) } },
      Limit: range.limit,
    },
    range.limit,
  )

export const queryDue = async (
  calls: DynamoDbCalls,
  tableName: string,
  range: { before: number; limit: number },
) => {
  const shards = await Promise.all(
    Array.from({ length: DUE_SHARDS }, (_, shard) => queryShard(calls, tableName, shard, range)),
  )
  const keys: ItemKey[] = shards
    .flatMap(({ items }) => items)
    .sort((a, b) => Number(a.dueAt?.N) - Number(b.dueAt?.N))
    .slice(0, range.limit)
    .map(toKey)
  return { keys, at: Math.max(...shards.map(({ at }) => at)) }
}
