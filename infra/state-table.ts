import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { DUE_INDEX } from '../functions/adapters/state/dynamodb-schema.ts'

/** With `exactOptionalPropertyTypes` the CDK's own class does not have its interface. */
export type StateTable = Table | ITable

/** The state table: on demand, encrypted, with point-in-time recovery, and kept when the stack is deleted. */
export const stateTable = (scope: Construct, encryptionKey: IKey | undefined): Table => {
  const table = new Table(scope, 'State', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(encryptionKey === undefined
      ? { encryption: TableEncryption.AWS_MANAGED }
      : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  })
  table.addGlobalSecondaryIndex({
    indexName: DUE_INDEX,
    partitionKey: { name: 'dueShard', type: AttributeType.NUMBER },
    sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
    projectionType: ProjectionType.KEYS_ONLY,
  })
  return table
}

/** The table of a deployment before this one, whose stack is gone. */
export const existingStateTable = (scope: Construct, tableName: string): ITable =>
  Table.fromTableAttributes(scope, 'State', { tableName, globalIndexes: [DUE_INDEX] })
