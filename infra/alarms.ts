import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITable } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { deploymentMetric, type MetricSource } from './connect-metrics.ts'
import { type AlarmName, runbook } from './runbook.ts'
import { executions, tableMetric } from './service-metrics.ts'

export interface AlarmsProps extends MetricSource {
  readonly functions: Readonly<Record<string, IFunction>> & { readonly schedule: IFunction }
  readonly table: Pick<ITable, 'tableName'>
  readonly stateMachine: IStateMachine
  /** told when an alarm goes off and when it is over; default: nobody, alarms show on the dashboard alone */
  readonly topic?: ITopic | undefined
  /** by how much a sink may be behind; default: 15 minutes */
  readonly maxLag?: Duration | undefined
}

interface Watch {
  readonly metric: IMetric
  /** goes off when it is above that; default: 0 */
  readonly above?: number
  /** so many periods in a row; default: 1 */
  readonly periods?: number
}

/**
 * Alarms of a deployment. An alarm cannot search for metrics, so each watches what all connectors make together; which
 * one it is, the dashboard shows.
 */
export class Alarms extends Construct {
  readonly all: readonly Alarm[]

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.all = [
      ...this.connectors(props),
      ...Object.entries(props.functions).map(([name, each]) =>
        this.alarm('FunctionErrors', { metric: each.metricErrors() }, name),
      ),
      this.nothingScheduled(props.functions.schedule),
      ...this.services(props),
    ]
    const { topic } = props
    if (topic === undefined) return
    const action = new SnsAction(topic)
    for (const alarm of this.all) {
      alarm.addAlarmAction(action)
      alarm.addOkAction(action)
    }
  }

  private connectors(props: AlarmsProps): readonly Alarm[] {
    const { maxLag = Duration.minutes(15) } = props
    return [
      // one failure may heal by itself
      this.alarm(
        'Failed',
        { metric: deploymentMetric(props, 'connector-failed-count'), periods: 2 },
        'Connectors',
      ),
      this.alarm(
        'Failed',
        { metric: deploymentMetric(props, 'connector-failed-task-count'), periods: 2 },
        'Tasks',
      ),
      this.alarm('Stalled', { metric: deploymentMetric(props, 'connector-stalled-task-count') }),
      this.alarm('Lagging', {
        metric: deploymentMetric(props, 'sink-lag-seconds-max'),
        above: maxLag.toSeconds(),
        periods: 2,
      }),
      this.alarm('RecordsSkipped', { metric: deploymentMetric(props, 'total-records-skipped') }),
    ]
  }

  private services({ table, stateMachine }: AlarmsProps): readonly Alarm[] {
    const throttles = (['ReadThrottleEvents', 'WriteThrottleEvents'] as const).flatMap(name => [
      this.alarm('TableThrottled', { metric: tableMetric(table, name), periods: 2 }, name),
      this.alarm(
        'TableThrottled',
        { metric: tableMetric(table, name, { index: true }), periods: 2 },
        `Index${name}`,
      ),
    ])
    const failures = (['ExecutionsFailed', 'ExecutionsTimedOut'] as const).flatMap(name => [
      this.alarm('ExecutionsFailed', { metric: executions(stateMachine, name) }, name),
      this.alarm(
        'ExecutionsFailed',
        { metric: executions(stateMachine, name, { children: true }) },
        `Group${name}`,
      ),
    ])
    return [...throttles, ...failures]
  }

  private nothingScheduled(schedule: IFunction): Alarm {
    return new Alarm(this, 'NothingScheduled', {
      alarmDescription: runbook.NothingScheduled,
      metric: schedule.metricInvocations(),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  private alarm(name: AlarmName, { metric, above = 0, periods = 1 }: Watch, of = ''): Alarm {
    return new Alarm(this, of === '' ? name : `${name}-${of}`, {
      alarmDescription: runbook[name],
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: periods,
      // what has no values has nothing to report
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
