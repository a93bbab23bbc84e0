import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITable } from 'aws-cdk-lib/aws-dynamodb'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { DUE_INDEX } from '../functions/adapters/state/dynamodb-schema.ts'
import { MAP_LABEL } from './scheduler.ts'

type Executions = 'ExecutionsStarted' | 'ExecutionsFailed' | 'ExecutionsTimedOut' | 'ExecutionsAborted'

/** Executions of the state machine, or of the children of its map. */
export const executions = (
  { stateMachineArn }: IStateMachine,
  metricName: Executions,
  { children = false, period = Duration.minutes(5) } = {},
): Metric =>
  new Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: children ? `${stateMachineArn}/${MAP_LABEL}` : stateMachineArn },
    statistic: 'Sum',
    period,
  })

type TableMetric =
  | 'ReadThrottleEvents'
  | 'WriteThrottleEvents'
  | 'ConsumedReadCapacityUnits'
  | 'ConsumedWriteCapacityUnits'

/** Of the table, or of its index, which is counted apart from it. */
export const tableMetric = (
  { tableName }: Pick<ITable, 'tableName'>,
  metricName: TableMetric,
  { index = false, period = Duration.minutes(5) } = {},
): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName, ...(index && { GlobalSecondaryIndexName: DUE_INDEX }) },
    statistic: 'Sum',
    period,
  })
