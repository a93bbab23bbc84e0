import { Duration } from 'aws-cdk-lib'
import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { searchText } from '../connect-metrics.ts'
import { executions, tableMetric } from '../service-metrics.ts'
import type { DashboardProps } from './dashboard-props.ts'
import { graphs } from './graph.ts'
import { prices } from './prices.ts'

const period = Duration.hours(1)
/** States that an execution of the state machine, and one of its groups, pass through; a group that goes on takes more. */
const statesEach = 4

/** GB. Lambda's default is 128 MiB. */
const memoryOf = (f: LambdaFunction): number => {
  const { defaultChild } = f.node
  const memory = defaultChild instanceof CfnFunction ? defaultChild.memorySize : undefined
  return (memory ?? 128) / 1024
}

const costOf = (label: string, expression: string, usingMetrics: Record<string, IMetric>): IMetric =>
  new MathExpression({ label, expression, usingMetrics, period })

const functionCost = (label: string, f: LambdaFunction): IMetric => {
  const perMs = (memoryOf(f) * prices.gigabyteSecond) / 1_000
  const [time, calls] = [`${label}Time`, `${label}Calls`]
  return costOf(label, `${time} * ${perMs.toExponential(6)} + ${calls} * ${prices.invocation}`, {
    [time]: f.metricDuration({ statistic: 'Sum', period }),
    [calls]: f.metricInvocations({ period }),
  })
}

const perUnit = (name: string, price: number, units: IMetric): IMetric =>
  costOf(name, `${name} * ${price}`, { [name]: units })

/** What this costs at list prices; metrics, logs, data transfer and Kafka come on top. */
export const costRow = (props: DashboardProps): readonly IWidget[] => {
  const { functions, table, stateMachine } = props
  const machine = (children: boolean) => executions(stateMachine, 'ExecutionsStarted', { children, period })
  const all = [
    ...Object.entries(functions).map(([name, f]) => functionCost(name, f)),
    perUnit('tableReads', prices.readUnit, tableMetric(table, 'ConsumedReadCapacityUnits', { period })),
    perUnit('tableWrites', prices.writeUnit, tableMetric(table, 'ConsumedWriteCapacityUnits', { period })),
    perUnit('stateMachine', statesEach * prices.transition, machine(false)),
    perUnit('stateMachineGroups', statesEach * prices.transition, machine(true)),
  ]
  const most = Math.max(...Object.values(functions).map(memoryOf))
  const perMs = (most * prices.gigabyteSecond) / 1_000
  const time = searchText(props, 'slice-time-ms', { statistic: 'Sum', period })
  return graphs(
    { title: 'Estimated cost: USD an hour', metrics: all, stacked: true },
    {
      title: 'Estimated cost of connectors that work: USD an hour, at most',
      metrics: [costOf('USD', `${time} * ${perMs.toExponential(6)}`, {})],
    },
  )
}
