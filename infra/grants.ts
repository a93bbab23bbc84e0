import { ArnFormat, Stack } from 'aws-cdk-lib'
import { Grant, type IGrantable, type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { IConstruct } from 'constructs'
import { DUE_INDEX } from '../functions/adapters/state/dynamodb-schema.ts'
import { acknowledgeWildcard } from './acknowledged.ts'
import type { StateTable } from './state-table.ts'

const stateOperations = ['GetItem', 'Query', 'UpdateItem'] as const

/** Reading and conditional writing of items; transactions need no more. */
export const grantState = (
  table: StateTable,
  grantee: LambdaFunction,
  operations: readonly (typeof stateOperations)[number][] = stateOperations,
): void => {
  const actions = operations.map(operation => `dynamodb:${operation}`)
  Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] })
  if (table.encryptionKey === undefined) return
  table.encryptionKey.grantEncryptDecrypt(grantee)
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*'])
    acknowledgeWildcard(grantee.role ?? grantee, { action, reason: 'variants of one action, of one key' })
}

/** Looking up what is due. */
export const grantDue = (table: StateTable, grantee: IGrantable): Grant =>
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${DUE_INDEX}`],
  })

export const grantInvoke = (target: IFunction, grantee: IGrantable): Grant =>
  Grant.addToPrincipal({
    grantee,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [target.functionArn],
  })

/** Starting executions of the scheduler, and counting what they have under way. */
export const grantExecutions = (schedule: LambdaFunction, machineName: string): void => {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(schedule).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  const allow = (actions: string[], ...resources: string[]) =>
    schedule.addToRolePolicy(new PolicyStatement({ actions, resources }))
  allow(['states:StartExecution', 'states:ListExecutions'], arn('stateMachine', machineName))
  const executions = arn('execution', `${machineName}:*`)
  const mapRuns = arn('mapRun', `${machineName}/*`)
  allow(['states:ListMapRuns'], executions)
  allow(['states:DescribeMapRun'], mapRuns)
  for (const resource of [executions, mapRuns])
    acknowledgeWildcard(schedule.role ?? schedule, {
      resource,
      reason: 'each execution has a name of its own',
    })
}

/** Reading and writing of objects; none can be deleted, and nothing of the bucket be changed. */
export const grantObjects = (bucket: IBucket, grantee: IGrantable & IConstruct): void => {
  const objects = bucket.arnForObjects('*')
  const actions = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload']
  Grant.addToPrincipal({ grantee, actions, resourceArns: [objects] })
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] })
  acknowledgeWildcard(grantee, {
    resource: objects,
    reason: 'a connector names its objects by what is in them',
  })
}

/** One principal for several: what is granted to it is granted to each of them. */
export const together = (grantees: readonly IGrantable[]): IPrincipal => {
  const principals = grantees.map(grantee => grantee.grantPrincipal)
  const [first] = principals
  if (first === undefined) throw new Error('no principals were given, at least one is needed')
  const all: IPrincipal = {
    grantPrincipal: first,
    assumeRoleAction: first.assumeRoleAction,
    policyFragment: first.policyFragment,
    addToPrincipalPolicy: statement => {
      const [result] = principals.map(principal => principal.addToPrincipalPolicy(statement))
      return result ?? { statementAdded: false }
    },
  }
  return all
}
