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
/** Nobody pays for these: they are fields of log lines, and Prometheus has them. */
const logged = { ...counted, connector: 'logged' } as const
const largest = { ...logged, statistic: 'Maximum' } as const
const time = { ...logged, unit: 'Milliseconds' } as const
const longest = { ...time, statistic: 'Maximum' } as const

/**
 * Every metric there is, by Kafka Connect's name where it has one. What Kafka Connect counts from the start of a worker
 * (`-total`) is counted from one value to the next here: its sum over a period is what happened in it.
 */
export const metrics = {
  'source-record-poll-total': {
    ...logged,
    help: 'Records that sources have read, before transformations.',
  },
  'source-record-write-total': {
    ...counted,
    help: 'Records of sources that Kafka has acknowledged, after transformations.',
  },
  'source-byte-write-total': {
    ...bytes,
    help: 'Keys and values of those records, before compression.',
  },
  'source-record-active-count': {
    ...largest,
    help: 'Records that were read and Kafka has not acknowledged yet.',
  },
  'source-record-active-count-max': {
    ...largest,
    help: 'The most of them at a time.',
  },
  'sink-record-read-total': {
    ...logged,
    help: 'Records that were read for sinks, before transformations. Read again after a failure, they count again.',
  },
  'sink-record-send-total': {
    ...counted,
    help: 'Records given to the writers of sinks, after transformations. Written again after a failure, they count again.',
  },
  'sink-byte-send-total': {
    ...bytes,
    help: 'Keys and values of the records read for that, before transformations.',
  },
  'sink-record-active-count': {
    ...largest,
    help: 'Records that were read and are not yet durable with the offset behind them stored.',
  },
  'sink-record-active-count-max': {
    ...largest,
    help: 'The most of them at a time.',
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
  'batch-total': {
    ...logged,
    help: 'Batches of records that sources have read, or that were read for sinks.',
  },
  'batch-size-max': {
    ...largest,
    help: 'Records of the largest of them.',
  },
  'poll-batch-time-ms': {
    ...time,
    help: 'How long sources took to read their batches, together.',
  },
  'poll-batch-max-time-ms': {
    ...longest,
    help: 'How long the slowest of them took.',
  },
  'put-batch-time-ms': {
    ...time,
    help: 'How long writers of sinks took for their batches, together.',
  },
  'put-batch-max-time-ms': {
    ...longest,
    help: 'How long the slowest of them took.',
  },
  'transaction-total': {
    ...logged,
    help: 'Transactions that sources have committed.',
  },
  'transaction-record-total': {
    ...logged,
    help: 'Records that were read for them.',
  },
  'transaction-size-max': {
    ...largest,
    help: 'Records of the largest of them.',
  },
  'offset-commit-completion-total': {
    ...logged,
    help: 'Times that offsets were stored.',
  },
  'offset-commit-failure-total': {
    ...logged,
    help: 'Times that they could not be, as the flush before failed or the table refused them.',
  },
  'offset-commit-time-ms': {
    ...time,
    help: 'How long storing offsets took, together; of sinks with the flush before.',
  },
  'offset-commit-max-time-ms': {
    ...longest,
    help: 'How long the slowest took.',
  },
  'total-record-failures': {
    ...logged,
    help: 'Failed attempts to convert, transform or write a record.',
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
  'total-retries': {
    ...logged,
    help: 'Operations on a record that were tried again (errors.retry.timeout).',
  },
  'total-errors-logged': {
    ...logged,
    help: 'Errors of records that went into the log (errors.log.enable).',
  },
  'last-error-timestamp': {
    ...largest,
    unit: 'Milliseconds',
    help: 'When a record failed last, since the epoch.',
  },
  'deadletterqueue-produce-requests': {
    ...failures,
    help: 'Records for dead letter queues.',
  },
  'deadletterqueue-produce-failures': {
    ...logged,
    help: 'Those of them that Kafka did not take. Nothing behind them is stored, they come again.',
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
    help: 'Tasks that have had something to do and made no progress for `stalled.timeout.ms`, ten minutes by default: nobody runs them, or nothing comes of it. Their traces say which.',
  },
} as const satisfies Record<string, MetricDefinition>

export type MetricName = keyof typeof metrics
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>
/** Those by their statistic: what is counted, and of what the largest tells. */
type Named<S extends MetricDefinition['statistic']> = {
  [N in MetricName]: (typeof metrics)[N]['statistic'] extends S ? N : never
}[MetricName]
export type SumName = Named<'Sum'>
export type MaximumName = Named<'Maximum'>

export const metricNames = Object.keys(metrics) as readonly MetricName[]
