import type { MaximumName, SumName } from './metrics.ts'

/**
 * Where the value of an attribute comes from. In all that is of a window (30 to 60 s, as Kafka Connect has it) nothing is
 * NaN, a rate or share of nothing 0.
 */
type Origin =
  /** counted since the process began */
  | { readonly from: 'total'; readonly of: SumName }
  /** the same per second, in the window */
  | { readonly from: 'rate'; readonly of: SumName }
  /** what is counted in the window, divided by another that is */
  | { readonly from: 'mean'; readonly of: readonly SumName[]; readonly by: SumName }
  /** part of what is counted in the window, 0 to 1 */
  | { readonly from: 'share'; readonly of: SumName; readonly among: readonly SumName[] }
  /** the largest in the window */
  | { readonly from: 'largest'; readonly of: MaximumName }
  /** the mean of what was read off in the window */
  | { readonly from: 'average'; readonly of: MaximumName }
  /** what was read off last, 0 when that was before the window */
  | { readonly from: 'latest'; readonly of: MaximumName }
  /** the largest since the process began */
  | { readonly from: 'highest'; readonly of: MaximumName }
  /** read off the state when somebody asks; `text`: a label, with the value 1 */
  | { readonly from: 'state'; readonly text?: boolean }
  /** what has no meaning here has one value, so that who reads it finds some */
  | { readonly from: 'constant'; readonly value: number; readonly why: string }
  /** there is none */
  | { readonly from: 'nothing'; readonly why: string }

export type Attribute = Origin & { readonly help: string }

/** Attributes of one MBean type, in Kafka Connect's words, of every task, of every connector, or of the worker. */
export interface MetricGroup {
  readonly group: string
  readonly per: 'task' | 'connector' | 'worker'
  /** only of tasks of such connectors */
  readonly type?: 'source' | 'sink'
  readonly attributes: Readonly<Record<string, Attribute>>
}

const total = (of: SumName, help: string) => ({ from: 'total', of, help }) as const
const rate = (of: SumName, help: string) => ({ from: 'rate', of, help }) as const
const mean = (of: readonly SumName[], by: SumName, help: string) => ({ from: 'mean', of, by, help }) as const
const largest = (of: MaximumName, help: string) => ({ from: 'largest', of, help }) as const
const average = (of: MaximumName, help: string) => ({ from: 'average', of, help }) as const
const latest = (of: MaximumName, help: string) => ({ from: 'latest', of, help }) as const
const state = (help: string) => ({ from: 'state', help }) as const
const text = (help: string) => ({ from: 'state', text: true, help }) as const
const constant = (value: number, why: string, help: string) =>
  ({ from: 'constant', value, why, help }) as const
const nothing = (why: string, help = '') => ({ from: 'nothing', why, help }) as const

const commits = ['offset-commit-completion-total', 'offset-commit-failure-total'] as const
const noRebalances = 'there are no workers that share tasks out'
const noTransactions = 'records are not written in transactions'
const noSeries = 'text that no rule makes a series of; the REST API shows it'

const versions = (...names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, nothing(noSeries)]))

/** What Kafka Connect 4.3 measures, group by group, and what is given for it. */
export const connectMetrics: readonly MetricGroup[] = [
  {
    group: 'connector-metrics',
    per: 'connector',
    attributes: {
      status: text('Status of the connector: running, paused, stopped, failed, unassigned or restarting.'),
      'connector-type': text('Whether it is a source or a sink.'),
      'connector-class': text('Its class, as it is configured.'),
      'connector-version': text('The version of that.'),
    },
  },
  {
    group: 'connector-task-metrics',
    per: 'task',
    attributes: {
      status: text('Status of the task: running, paused, failed or restarting.'),
      'running-ratio': state('Share of the time since the task was first seen in which it was running.'),
      'pause-ratio': state('Share of that time in which it was paused.'),
      'batch-size-max': largest('batch-size-max', 'Records of the largest batch.'),
      'batch-size-avg': mean(
        ['source-record-poll-total', 'sink-record-read-total'],
        'batch-total',
        'Records of a batch on average.',
      ),
      'offset-commit-max-time-ms': largest(
        'offset-commit-max-time-ms',
        'How long the slowest commit of offsets took, of sinks with the flush before.',
      ),
      'offset-commit-avg-time-ms': mean(
        ['offset-commit-time-ms'],
        'offset-commit-completion-total',
        'How long a commit of offsets took on average.',
      ),
      'offset-commit-success-percentage': {
        from: 'share',
        of: 'offset-commit-completion-total',
        among: commits,
        help: 'Share of the commits of offsets that succeeded, 0 to 1.',
      },
      'offset-commit-failure-percentage': {
        from: 'share',
        of: 'offset-commit-failure-total',
        among: commits,
        help: 'Share of the commits of offsets that failed, 0 to 1.',
      },
      ...versions('connector-class', 'connector-type', 'connector-version', 'task-class', 'task-version'),
      ...versions('key-converter-class', 'key-converter-version', 'value-converter-class'),
      ...versions('value-converter-version', 'header-converter-class', 'header-converter-version'),
    },
  },
  {
    group: 'connector-transform-metrics',
    per: 'task',
    attributes: versions('transform-class', 'transform-version'),
  },
  {
    group: 'connector-predicate-metrics',
    per: 'task',
    attributes: versions('predicate-class', 'predicate-version'),
  },
  {
    group: 'source-task-metrics',
    per: 'task',
    type: 'source',
    attributes: {
      'source-record-poll-total': total('source-record-poll-total', 'Records read, before transformations.'),
      'source-record-poll-rate': rate('source-record-poll-total', 'Records read a second.'),
      'source-record-write-total': total(
        'source-record-write-total',
        'Records that Kafka has acknowledged, after transformations, without those that were left out.',
      ),
      'source-record-write-rate': rate('source-record-write-total', 'Such records a second.'),
      'poll-batch-max-time-ms': largest('poll-batch-max-time-ms', 'How long the slowest batch took to read.'),
      'poll-batch-avg-time-ms': mean(
        ['poll-batch-time-ms'],
        'batch-total',
        'How long a batch took to read on average.',
      ),
      'source-record-active-count': latest(
        'source-record-active-count',
        'Records that were read and Kafka has not acknowledged yet.',
      ),
      'source-record-active-count-max': largest('source-record-active-count-max', 'The most of them.'),
      'source-record-active-count-avg': average('source-record-active-count', 'The mean of them.'),
      'transaction-size-min': constant(NaN, noTransactions, 'Records of the smallest transaction.'),
      'transaction-size-max': constant(NaN, noTransactions, 'Records of the largest transaction.'),
      'transaction-size-avg': constant(NaN, noTransactions, 'Records of a transaction on average.'),
    },
  },
  {
    group: 'sink-task-metrics',
    per: 'task',
    type: 'sink',
    attributes: {
      'sink-record-read-total': total('sink-record-read-total', 'Records read, before transformations.'),
      'sink-record-read-rate': rate('sink-record-read-total', 'Records read a second.'),
      'sink-record-send-total': total(
        'sink-record-send-total',
        'Records that the writer took, after transformations, without those that were left out.',
      ),
      'sink-record-send-rate': rate('sink-record-send-total', 'Such records a second.'),
      'sink-record-lag-max': state(
        'Records between what was read (of a task at rest: stored) and the end of the topic, in the partition with most of them.',
      ),
      'partition-count': state('Topic partitions that the task has.'),
      'offset-commit-seq-no': total(
        'offset-commit-completion-total',
        'Number of the last commit of offsets.',
      ),
      'offset-commit-completion-total': total(
        'offset-commit-completion-total',
        'Commits of offsets that succeeded.',
      ),
      'offset-commit-completion-rate': rate('offset-commit-completion-total', 'Such commits a second.'),
      'offset-commit-skip-total': constant(
        0,
        'commits follow one another, none comes too late',
        'Commits of offsets that came too late.',
      ),
      'offset-commit-skip-rate': constant(0, 'as its total', 'Such commits a second.'),
      'put-batch-max-time-ms': largest(
        'put-batch-max-time-ms',
        'How long the writer took for the slowest batch.',
      ),
      'put-batch-avg-time-ms': mean(
        ['put-batch-time-ms'],
        'batch-total',
        'How long the writer took for a batch on average.',
      ),
      'sink-record-active-count': latest(
        'sink-record-active-count',
        'Records that were read and are not yet durable with the offset behind them stored.',
      ),
      'sink-record-active-count-max': largest('sink-record-active-count-max', 'The most of them.'),
      'sink-record-active-count-avg': average('sink-record-active-count', 'The mean of them.'),
    },
  },
  {
    group: 'task-error-metrics',
    per: 'task',
    attributes: {
      'total-record-failures': total(
        'total-record-failures',
        'Failed attempts to convert, transform or write a record.',
      ),
      'total-record-errors': total('total-record-errors', 'Records that nothing came of.'),
      'total-records-skipped': total('total-records-skipped', 'Those of them that were passed over.'),
      'total-retries': total('total-retries', 'Operations on a record that were tried again.'),
      'total-errors-logged': total('total-errors-logged', 'Errors of records that went into the log.'),
      'deadletterqueue-produce-requests': total(
        'deadletterqueue-produce-requests',
        'Records for the dead letter queue.',
      ),
      'deadletterqueue-produce-failures': total(
        'deadletterqueue-produce-failures',
        'Those of them that Kafka did not take.',
      ),
      'last-error-timestamp': {
        from: 'highest',
        of: 'last-error-timestamp',
        help: 'When a record failed last, in ms since the epoch; 0 for never.',
      },
    },
  },
  {
    group: 'connect-worker-metrics',
    per: 'worker',
    attributes: {
      'connector-count': state('Connectors.'),
      'task-count': state('Tasks.'),
      'connector-startup-attempts-total': state(
        'Starts of connectors: first plans, and those after a failure.',
      ),
      'connector-startup-success-total': state('Those that succeeded.'),
      'connector-startup-success-percentage': state('Their share in the window, 0 to 1.'),
      'connector-startup-failure-total': state('Those that failed.'),
      'connector-startup-failure-percentage': state('Their share in the window, 0 to 1.'),
      'task-startup-attempts-total': state('Starts of tasks: first slices, and those after a failure.'),
      'task-startup-success-total': state('Those that succeeded.'),
      'task-startup-success-percentage': state('Their share in the window, 0 to 1.'),
      'task-startup-failure-total': state('Those that failed.'),
      'task-startup-failure-percentage': state('Their share in the window, 0 to 1.'),
    },
  },
  {
    group: 'connect-worker-metrics',
    per: 'connector',
    attributes: {
      'connector-total-task-count': state('Tasks of the connector.'),
      'connector-running-task-count': state('Those that work or wait for work.'),
      'connector-paused-task-count': state('Those that are paused.'),
      'connector-failed-task-count': state('Those that failed, until they make progress.'),
      'connector-unassigned-task-count': state('Those that nobody has run yet.'),
      'connector-restarting-task-count': state('Those that are being restarted.'),
      'connector-stalled-task-count': state(
        'Those of them that run and should make progress and do not, as their traces tell. Not in Kafka Connect.',
      ),
      'connector-destroyed-task-count': constant(
        0,
        'what is taken down is no task any more',
        'Those taken down.',
      ),
    },
  },
  {
    group: 'connect-worker-rebalance-metrics',
    per: 'worker',
    attributes: {
      epoch: constant(0, noRebalances, 'Generation of the group of workers.'),
      'completed-rebalances-total': constant(0, noRebalances, 'Rebalances of that group.'),
      rebalancing: constant(0, noRebalances, 'Whether it rebalances.'),
      'rebalance-max-time-ms': constant(0, noRebalances, 'How long the slowest rebalance took.'),
      'rebalance-avg-time-ms': constant(0, noRebalances, 'How long a rebalance took on average.'),
      'time-since-last-rebalance-ms': constant(0, noRebalances, 'Time since the last rebalance.'),
      'connect-protocol': nothing(`${noRebalances}, and it is text`),
      'leader-name': nothing(`${noRebalances}, and it is text`),
    },
  },
  {
    group: 'app-info',
    per: 'worker',
    attributes: {
      version: text('Version of Kafka Connect that this is like.'),
      'commit-id': text('The commit of that, which is not known.'),
      'start-time-ms': text('When the process started, in ms since the epoch.'),
    },
  },
  {
    group: 'slice-metrics',
    per: 'task',
    attributes: {
      'source-byte-write-total': total(
        'source-byte-write-total',
        'Keys and values of the records that Kafka has acknowledged, before compression.',
      ),
      'sink-byte-send-total': total('sink-byte-send-total', 'Keys and values of the records read, in bytes.'),
      'slice-failure-total': total('task-failure-total', 'Slices that failed, each of which is tried again.'),
      'group-offset-commit-failure-total': total(
        'group-offset-commit-failure-total',
        'Refused updates of the consumer group that mirrors the position of a sink.',
      ),
      'sink-lag-seconds-max': latest(
        'sink-lag-seconds-max',
        'Behind by: age of the last record taken, while there are more.',
      ),
    },
  },
]
