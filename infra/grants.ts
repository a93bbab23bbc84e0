import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Grant, type IGrantable, type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { DUE_INDEX } from '../functions/adapters/state/dynamodb-schema.ts'

/** Reading and conditional writing of items; transactions need no more. */
export const grantState = (table: Table, grantee: IGrantable): void => {
  const actions = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem']
  Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] })
  table.encryptionKey?.grantEncryptDecrypt(grantee)
}

/** Looking up what is due. */
export const grantDue = (table: Table, grantee: IGrantable): Grant =>
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
  allow(['states:ListMapRuns'], arn('execution', `${machineName}:*`))
  allow(['states:DescribeMapRun'], arn('mapRun', `${machineName}/*`))
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
