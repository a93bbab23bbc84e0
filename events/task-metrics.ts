import {
  average,
  constant,
  largest,
  latest,
  type MetricGroup,
  mean,
  nothing,
  rate,
  state,
  text,
  total,
} from './metric-group.ts'

const commits = ['offset-commit-completion-total', 'offset-commit-failure-total'] as const
const noSmallest = 'sums and largest values alone can be put together'
const noSeries = 'text that no rule makes a series of; the REST API shows it'

const versions = (...names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, nothing(noSeries)]))

/** What is measured of each task. */
export const taskMetrics: readonly MetricGroup[] = [
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
      'transaction-size-min': constant(NaN, noSmallest, 'Records of the smallest transaction.'),
      'transaction-size-max': largest('transaction-size-max', 'Records of the largest transaction.'),
      'transaction-size-avg': mean(
        ['transaction-record-total'],
        'transaction-total',
        'Records of a transaction on average.',
      ),
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
