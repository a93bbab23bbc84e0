import { Duration } from 'aws-cdk-lib'
import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { MetricName } from '../../events/metrics.ts'
import { connectorSearch, type MetricSource, searchText } from '../connect-metrics.ts'
import { graphs } from './graph.ts'

/** A line for each connector. */
const one = (source: MetricSource, title: string, name: MetricName, statistic?: string) => ({
  title,
  metrics: [connectorSearch(source, name, statistic === undefined ? {} : { statistic })],
})

const period = Duration.minutes(5)

const duty = (source: MetricSource): IMetric =>
  new MathExpression({
    expression: `${searchText(source, 'slice-time-ms', { statistic: 'Sum', period })} / ${period.toMilliseconds()}`,
    usingMetrics: {},
    label: 'duty',
    period,
  })

/** What connectors do, each graph with one line a connector: those that come later show by themselves. */
export const connectorRows = (source: MetricSource): readonly (readonly IWidget[])[] => [
  graphs(
    one(source, 'Tasks that failed', 'connector-failed-task-count'),
    one(source, 'Tasks that are stalled', 'connector-stalled-task-count'),
    one(source, 'Plans that failed', 'connector-failed-count'),
    one(source, 'Restarts in 5 minutes', 'task-failure-total'),
  ),
  graphs(
    one(source, 'Sources: records written in 5 minutes', 'source-record-write-total'),
    one(source, 'Sources: bytes written in 5 minutes', 'source-byte-write-total'),
    one(source, 'Sinks: records sent in 5 minutes', 'sink-record-send-total'),
    one(source, 'Sinks: bytes sent in 5 minutes', 'sink-byte-send-total'),
  ),
  graphs(
    one(source, 'Sinks: lag in records, of one partition', 'sink-record-lag-max'),
    one(source, 'Sinks: lag in seconds', 'sink-lag-seconds-max'),
  ),
  graphs(
    one(source, 'Records that failed in 5 minutes', 'total-record-errors'),
    one(source, 'Records passed over in 5 minutes', 'total-records-skipped'),
    one(source, 'Dead letters in 5 minutes', 'deadletterqueue-produce-requests'),
    one(source, 'Refused updates of consumer groups', 'group-offset-commit-failure-total'),
  ),
  graphs(
    one(source, 'Slices: ms on average', 'slice-time-ms'),
    one(source, 'Slices: ms of the longest', 'slice-time-ms', 'Maximum'),
    { title: 'Duty: tasks at work', metrics: [duty(source)] },
  ),
]
