import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { createTable } from '../../../functions/adapters/state/dynamodb-schema.ts'
import { openDynamoDbTable } from '../../../functions/adapters/state/dynamodb-table.ts'
import { tableConformance } from '../../conformance/table.ts'
import { dynamoDbClient } from '../../helpers/dynamodb-client.ts'

const client = dynamoDbClient(inject('dynamodbEndpoint'))

tableConformance('DynamoDB', async () => {
  const tableName = `state-${randomUUID()}`
  await createTable(tableName, client)
  return {
    connect: () => openDynamoDbTable({ tableName, client, requestTimeout: 30_000, callTimeout: 60_000 }),
    dispose: async () => {},
  }
})
