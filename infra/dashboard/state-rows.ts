import { Duration } from 'aws-cdk-lib'
import {
  AlarmStatusWidget,
  type IAlarm,
  type IWidget,
  LogQueryWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { MetricName } from '../../events/metrics.ts'
import { deploymentMetric } from '../connect-metrics.ts'
import { runbook } from '../runbook.ts'
import type { DashboardProps } from './dashboard-props.ts'
import { columns } from './graph.ts'

export const alarmRow = (alarms: readonly IAlarm[]): readonly IWidget[] =>
  alarms.length === 0
    ? []
    : [
        new AlarmStatusWidget({
          title: 'Alarms',
          alarms: [...alarms],
          width: columns,
          height: 2 + Math.ceil(alarms.length / 6),
        }),
      ]

const counts = {
  'connector-count': 'connectors',
  'connector-failed-count': 'cannot be planned',
  'connector-running-task-count': 'tasks running',
  'connector-failed-task-count': 'tasks failed',
  'connector-stalled-task-count': 'tasks stalled',
  'connector-paused-task-count': 'tasks paused',
} as const satisfies Partial<Record<MetricName, string>>

export const stateRow = (props: DashboardProps): readonly IWidget[] => [
  new SingleValueWidget({
    title: 'State, of at most ten minutes ago',
    metrics: Object.entries(counts).map(([name, label]) =>
      deploymentMetric(props, name as keyof typeof counts, { label }),
    ),
    period: Duration.minutes(5),
    width: columns,
    height: 3,
  }),
]

/** By the lines of the surveys: every connector, also where nothing of it is a metric. */
const connectorsQuery = [
  'filter ispresent(connector) and ispresent(`connector-running-task-count`)',
  'stats latest(`connector-failed-count`) as cannot_be_planned, latest(`connector-failed-task-count`) as failed, latest(`connector-stalled-task-count`) as stalled, latest(`connector-running-task-count`) as running, latest(`connector-paused-task-count`) as paused, latest(@timestamp) as seen by connector',
  'sort cannot_be_planned desc, failed desc, stalled desc',
  'limit 200',
]

const errorsQuery = [
  'filter level = "ERROR"',
  'fields @timestamp, connector, task, message, trace, function, invocation',
  'sort @timestamp desc',
  'limit 50',
]

export const logRow = ({ functions }: DashboardProps): readonly IWidget[] => [
  new LogQueryWidget({
    title: 'Connectors',
    logGroupNames: [functions.schedule.logGroup.logGroupName],
    queryLines: connectorsQuery,
    width: columns / 2,
    height: 8,
  }),
  new LogQueryWidget({
    title: 'Errors',
    logGroupNames: Object.values(functions).map(({ logGroup }) => logGroup.logGroupName),
    queryLines: errorsQuery,
    width: columns / 2,
    height: 8,
  }),
]

export const runbookRow = (): readonly IWidget[] => [
  new TextWidget({
    markdown: Object.entries(runbook)
      .map(([name, text]) => `**${name}**: ${text}`)
      .join('\n\n'),
    width: columns,
    height: 10,
  }),
]
