import { connectFamilies, type Readings } from '../../functions/adapters/metrics/connect-families.ts'
import { prometheusText } from '../../functions/adapters/metrics/prometheus-text.ts'
import { createTaskTotals, type TaskTotals } from '../../functions/adapters/metrics/task-totals.ts'
import type { ApiOptions } from '../../functions/api/api-options.ts'
import { KAFKA_CONNECT_VERSION } from '../../functions/api/version.ts'
import type { Clock } from '../../functions/runtime/ports/clock.ts'
import type { Kafka } from '../../functions/runtime/ports/kafka.ts'
import { nameOf } from '../../functions/runtime/sink/positions.ts'
import { isStalled } from '../../functions/runtime/state/status.ts'
import { type ConnectorMetricsState, endsOf, readMetricsState, type TaskState } from './metrics-state.ts'
import { createOwnTasks } from './own-tasks.ts'
import { processFamilies } from './process-families.ts'
import { createStartups, type Startups } from './startups.ts'
import { createStateTimes } from './state-times.ts'

export interface MetricsPageOptions extends Pick<ApiOptions, 'table' | 'plugins' | 'workerId'> {
  readonly kafka: Pick<Kafka, 'offsets'>
  readonly clock: Clock
  /** names this process */
  readonly host: string
}

/** What this process has to tell Prometheus. */
export interface MetricsPage {
  /** takes what slices have counted */
  readonly totals: TaskTotals
  readonly startups: Startups
  /** the page as it is now */
  text(): Promise<string>
}

const statuses = ['running', 'paused', 'failed', 'unassigned', 'restarting'] as const

const taskCounts = (tasks: readonly TaskState[]) => ({
  'connector-total-task-count': tasks.length,
  'connector-stalled-task-count': tasks.filter(({ item }) => isStalled(item.status)).length,
  ...Object.fromEntries(
    statuses.map(status => [
      `connector-${status}-task-count`,
      tasks.filter(task => task.status === status).length,
    ]),
  ),
})

const connectorReading = ({ name, type, className, version, status, tasks }: ConnectorMetricsState) => ({
  connector: name,
  state: {
    status,
    'connector-type': type,
    'connector-class': className,
    'connector-version': version ?? 'unknown',
    ...taskCounts(tasks),
  },
})

export const createMetricsPage = (options: MetricsPageOptions): MetricsPage => {
  const { clock, kafka, host } = options
  const totals = createTaskTotals(clock)
  const startups = createStartups(clock.now)
  const times = createStateTimes()
  const own = createOwnTasks(host)
  const started = String(Math.round(performance.timeOrigin))

  const keepOwn = (all: readonly ConnectorMetricsState[]): readonly ConnectorMetricsState[] => {
    const items = all.flatMap(({ tasks }) => tasks.map(({ item }) => item))
    const mine = new Set(own.look(items, totals.epoch, clock.now()))
    return all
      .map(each => ({
        ...each,
        tasks: each.tasks.filter(({ item }) => mine.has(item)),
        had: each.tasks.length,
      }))
      .filter(({ tasks, had }) => tasks.length > 0 || had === 0)
  }

  /** A task that is at work reports for itself. */
  const lag = ({ item, stored }: TaskState, ends: ReadonlyMap<string, number>) => {
    const reported = totals.value(item, { from: 'latest', of: 'sink-record-lag-max', help: '' }) ?? 0
    if (stored === undefined || !stored.some(each => ends.has(nameOf(each)))) return reported
    return Math.max(0, ...stored.map(each => (ends.get(nameOf(each)) ?? 0) - each.offset))
  }

  const taskReading = (task: TaskState, ends: ReadonlyMap<string, number>): Readings['tasks'][number] => {
    const { connector, task: number, type } = task.item
    const name = `${number}\n${connector}`
    times.look(name, task.status, clock.now())
    return {
      connector,
      task: number,
      type,
      state: {
        status: task.status,
        'running-ratio': times.share(name, 'running'),
        'pause-ratio': times.share(name, 'paused'),
        'partition-count': task.partitions,
        'sink-record-lag-max': lag(task, ends),
      },
    }
  }

  const read = async (): Promise<Readings> => {
    const all = await readMetricsState(options)
    const connectors = keepOwn(all)
    const tasks = connectors.flatMap(each => each.tasks)
    const ends = await endsOf(
      kafka,
      tasks.flatMap(({ stored = [] }) => stored),
    )
    const known = all.flatMap(each => each.tasks.map(({ item }) => item))
    totals.keep(known)
    times.keep(known.map(({ connector, task }) => `${task}\n${connector}`))
    return {
      clientId: `connect-${host}`,
      connectors: connectors.map(connectorReading),
      tasks: tasks.map(task => taskReading(task, ends)),
      worker: {
        'connector-count': connectors.length,
        'task-count': tasks.length,
        ...startups.values(),
        version: KAFKA_CONNECT_VERSION,
        'commit-id': 'unknown',
        'start-time-ms': started,
      },
    }
  }

  return {
    totals,
    startups,
    text: async () => prometheusText([...connectFamilies(totals, await read()), ...processFamilies()]),
  }
}
