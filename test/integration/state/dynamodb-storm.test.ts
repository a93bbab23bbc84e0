import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { createTable } from '../../../functions/adapters/state/dynamodb-schema.ts'
import { openDynamoDbTable } from '../../../functions/adapters/state/dynamodb-table.ts'
import { apiStorm } from '../../conformance/api-storm.ts'
import { dynamoDbClient } from '../../helpers/dynamodb-client.ts'

const client = dynamoDbClient(inject('dynamodbEndpoint'))

apiStorm('DynamoDB', async () => {
  const tableName = `storm-${randomUUID()}`
  await createTable(tableName, client)
  return {
    connect: () => openDynamoDbTable({ tableName, client, requestTimeout: 30_000, callTimeout: 60_000 }),
    dispose: async () => {},
  }
})
