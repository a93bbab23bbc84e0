import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoDbClient } from '../dynamodb-client.ts'
import type { Deployment } from './deploy.ts'

type TableProperties = Omit<CreateTableCommandInput, 'TableName'>

/** As the template declares it: keys and indexes are the deployed ones. */
const declared = (properties: TableProperties): TableProperties => ({
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: properties.AttributeDefinitions,
  KeySchema: properties.KeySchema,
  GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  })),
})

const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']

/** Makes the tables of a deployed stack once more, under their names, at another endpoint of DynamoDB. */
export const createTables = async (deployment: Deployment, endpoint: string): Promise<void> => {
  const client = new DynamoDBClient(dynamoDbClient(endpoint))
  const { Resources } = await deployment.template()
  const tables = (await deployment.resources()).filter(({ type }) => tableTypes.includes(type))
  for (const { logicalId, physicalId } of tables) {
    const properties = declared((Resources[logicalId]?.Properties ?? {}) as TableProperties)
    await client.send(new CreateTableCommand({ TableName: physicalId, ...properties }))
  }
  client.destroy()
}
