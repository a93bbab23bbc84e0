export const dimensions = { connector: 'Connector', deployment: 'Deployment' } as const

/** Of a connector's metrics and of the deployment's. None is per task: each combination of values is billed by itself. */
export const dimensionSets = {
  connector: [dimensions.deployment, dimensions.connector],
  deployment: [dimensions.deployment],
} as const

export interface MetricDefinition {
  readonly unit: 'Count' | 'Bytes' | 'Seconds' | 'Milliseconds'
  /** what makes one value of several: of tasks, of slices, of points in time */
  readonly statistic: 'Sum' | 'Maximum' | 'Average'
  /**
   * What becomes of a connector's value. `nonzero`: a zero is a field of the log line alone, `logged`: so is every value;
   * a metric is billed for each hour in which it has values.
   */
  readonly connector: 'metric' | 'nonzero' | 'logged'
  /** The deployment's value. `rollup`: the connectors', by the statistic; `own`: given for itself; `none`: there is none. */
  readonly deployment: 'rollup' | 'own' | 'none'
  readonly help: string
}

const counted = { unit: 'Count', statistic: 'Sum', connector: 'metric', deployment: 'none' } as const
const bytes = { ...counted, unit: 'Bytes' } as const
const failures = { ...counted, connector: 'nonzero' } as const
const lag = { ...counted, statistic: 'Maximum' } as const
const state = { unit: 'Count', statistic: 'Maximum', deployment: 'own' } as const

/**
 * Every metric there is, by Kafka Connect's name where it has one. What Kafka Connect counts from the start of a worker
 * (`-total`) is counted from one value to the next here: its sum over a period is what happened in it.
 */
export const metrics = {
  'source-record-write-total': {
    ...counted,
    help: 'Records of sources that Kafka has acknowledged, after transformations.',
  },
  'source-byte-write-total': {
    ...bytes,
    help: 'Keys and values of those records, before compression.',
  },
  'sink-record-send-total': {
    ...counted,
    help: 'Records given to the writers of sinks, after transformations. Written again after a failure, they count again.',
  },
  'sink-byte-send-total': {
    ...bytes,
    help: 'Keys and values of the records read for that, before transformations.',
  },
  'sink-record-lag-max': {
    ...lag,
    help: 'Records between what was read (of a task at rest: stored) and the end of the topic, in the partition with most of them.',
  },
  'sink-lag-seconds-max': {
    ...lag,
    unit: 'Seconds',
    deployment: 'rollup',
    help: 'Behind by: age of the last record taken, while there are more. For a task that nobody runs: how long it has stored nothing although there is something to read. 0 when there is nothing.',
  },
  'total-record-errors': {
    ...failures,
    help: 'Records that could not be converted, transformed or written.',
  },
  'total-records-skipped': {
    ...failures,
    deployment: 'rollup',
    help: 'Those of them that were passed over (errors.tolerance=all), with or without a dead letter queue.',
  },
  'deadletterqueue-produce-requests': {
    ...failures,
    help: 'Records for dead letter queues.',
  },
  'task-failure-total': {
    ...failures,
    help: 'Slices that failed. Each is followed by a restart, later and later while nothing succeeds.',
  },
  'slice-time-ms': {
    ...counted,
    unit: 'Milliseconds',
    statistic: 'Average',
    help: 'How long slices took that had something to do. Their sum over a period, divided by it, is the duty: how many tasks were at work.',
  },
  'group-offset-commit-failure-total': {
    ...failures,
    help: 'Refused updates of the consumer group that mirrors the position of a sink: lag tools show an old one.',
  },
  'connector-count': {
    ...state,
    connector: 'logged',
    help: 'Connectors, whatever their state.',
  },
  'connector-failed-count': {
    ...state,
    connector: 'nonzero',
    help: 'Connectors whose plan failed: their tasks are those of before, or none.',
  },
  'connector-running-task-count': {
    ...state,
    connector: 'logged',
    help: 'Tasks that work or wait for work.',
  },
  'connector-paused-task-count': {
    ...state,
    connector: 'logged',
    help: 'Tasks of paused connectors.',
  },
  'connector-failed-task-count': {
    ...state,
    connector: 'nonzero',
    help: 'Tasks whose last slice failed, until one makes progress.',
  },
  'connector-stalled-task-count': {
    ...state,
    connector: 'nonzero',
    help: 'Tasks that have had something to do for ten minutes without anybody running them.',
  },
} as const satisfies Record<string, MetricDefinition>

export type MetricName = keyof typeof metrics
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>

export const metricNames = Object.keys(metrics) as readonly MetricName[]
