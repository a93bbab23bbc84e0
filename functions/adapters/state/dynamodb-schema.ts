import { hash } from 'node:crypto'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { ItemKey } from '../../runtime/ports/table.ts'

export const DUE_INDEX = 'due'
/** Partitions of the index. More may be used by a later release, never fewer: an item stays where it was written. */
export const DUE_SHARDS = 8

/** The index partition of an item: spread by its key, so that no partition takes all the writes. */
export const dueShardOf = ({ pk, sk }: ItemKey): number =>
  Number.parseInt(hash('sha1', `${pk}\n${sk}`).slice(0, 8), 16) % DUE_SHARDS

/** The table as it is declared to DynamoDB: items without `dueAt` are not in the index. */
const dynamoDbSchema = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'N' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: DUE_INDEX,
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
} satisfies Omit<CreateTableCommandInput, 'TableName'>

/** Creates the table on a DynamoDB-compatible endpoint, unless it is there. On AWS the stack declares it. */
export const createTable = async (tableName: string, config: DynamoDBClientConfig): Promise<void> => {
  const client = new DynamoDBClient(config)
  try {
    await client.send(new CreateTableCommand({ TableName: tableName, ...dynamoDbSchema })).catch(error => {
      if (!(error instanceof ResourceInUseException)) throw error
    })
    await waitUntilTableExists(
      { client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
      { TableName: tableName },
    )
  } finally {
    client.destroy()
  }
}
