import { Duration } from 'aws-cdk-lib'
import { type IMetric, type IWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { executions, tableMetric } from '../service-metrics.ts'
import type { DashboardProps } from './dashboard-props.ts'
import { graphs } from './graph.ts'

const period = Duration.minutes(5)

/** What AWS counts of the services underneath. */
export const serviceRows = (props: DashboardProps): readonly (readonly IWidget[])[] => {
  const { functions, table, stateMachine } = props
  const each = (metric: (f: LambdaFunction, label: string) => IMetric) =>
    Object.entries(functions).map(([label, f]) => metric(f, label))
  return [
    graphs(
      { title: 'Functions: errors', metrics: each((f, label) => f.metricErrors({ label, period })) },
      { title: 'Functions: throttles', metrics: each((f, label) => f.metricThrottles({ label, period })) },
      {
        title: 'Functions: at work at a time',
        metrics: each((f, label) => concurrency(f, label)),
      },
      {
        title: 'Functions: longest, ms',
        metrics: each((f, label) => f.metricDuration({ label, period, statistic: Stats.MAXIMUM })),
      },
    ),
    graphs(
      {
        title: 'State machine: executions',
        metrics: [
          executions(stateMachine, 'ExecutionsStarted'),
          executions(stateMachine, 'ExecutionsStarted', { children: true }),
        ],
      },
      {
        title: 'State machine: failures',
        metrics: (['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'] as const).flatMap(name => [
          executions(stateMachine, name),
          executions(stateMachine, name, { children: true }),
        ]),
      },
      {
        title: 'Table: throttles',
        metrics: (['ReadThrottleEvents', 'WriteThrottleEvents'] as const).flatMap(name => [
          tableMetric(table, name),
          tableMetric(table, name, { index: true }),
        ]),
      },
      {
        title: 'Table: units',
        metrics: (['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'] as const).flatMap(name => [
          tableMetric(table, name),
          tableMetric(table, name, { index: true }),
        ]),
      },
    ),
  ]
}

const concurrency = ({ functionName }: LambdaFunction, label: string): IMetric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'ConcurrentExecutions',
    dimensionsMap: { FunctionName: functionName },
    statistic: Stats.MAXIMUM,
    period,
    label,
  })
