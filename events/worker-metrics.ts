import { constant, type MetricGroup, nothing, state, text } from './metric-group.ts'

const noRebalances = 'there are no workers that share tasks out'

/** What is measured of each connector and of the worker. */
export const workerMetrics: readonly MetricGroup[] = [
  {
    group: 'connector-metrics',
    per: 'connector',
    attributes: {
      status: text('Status of the connector: running, paused, stopped, failed, unassigned or restarting.'),
      'connector-type': text('Whether it is a source or a sink.'),
      'connector-class': text('Its class, by its full name.'),
      'connector-version': text('The version of that.'),
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
]
