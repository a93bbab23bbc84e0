import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITable } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { MetricSource } from '../connect-metrics.ts'

export interface DashboardProps extends MetricSource {
  readonly functions: Readonly<Record<string, LambdaFunction>> & { readonly schedule: LambdaFunction }
  readonly table: Pick<ITable, 'tableName'>
  readonly stateMachine: IStateMachine
  /** whose state is shown first; default: none */
  readonly alarms?: readonly IAlarm[] | undefined
  /** name in the console; default: made by CloudFormation */
  readonly dashboardName?: string | undefined
}
