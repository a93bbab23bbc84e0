import type { MetricName, MetricValues } from '../../../events/metrics.ts'
import type { Kafka } from '../ports/kafka.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Attributes, Table } from '../ports/table.ts'
import { connectorNames, readConnector } from '../state/connectors.ts'
import type { Timing } from '../timing.ts'
import { replanChanged } from './changed-topics.ts'
import { findingsOf, type Memory, partitionName, type Watched } from './findings.ts'
import { showStalled } from './show-stalled.ts'
import { type SinkPositions, sinkPositions } from './sink-positions.ts'

export interface SurveyContext {
  readonly table: Table
  readonly kafka: Pick<Kafka, 'offsets' | 'topics'>
  readonly metrics: Metrics
  readonly timing: Pick<Timing, 'dispatch'>
  /** ms between two surveys; default: five minutes */
  readonly interval?: number
}

/** What is read for a survey is paid for. */
const fiveMinutes = 300_000
const key = { pk: 'SURVEY', sk: 'SURVEY' }

/**
 * Counts tasks by state, shows which are stalled, and how far sinks are behind that are not at work: a slice reports for itself, a task that
 * failed or that nobody runs cannot. Plans anew what has other topics by now. Called at every tick; one call in each
 * interval does it.
 */
export const survey = async (context: SurveyContext): Promise<void> => {
  const { table, metrics, interval = fiveMinutes } = context
  // the tick that makes one may come earlier
  const early = interval / 10
  const { item, at } = await table.get(key)
  const last = typeof item?.attributes.at === 'number' ? item.attributes.at : undefined
  if (last !== undefined && at < last + interval - early) return
  const states = await readAll(table)
  const positions: SinkPositions = new Map(states.flatMap(state => [...sinkPositions(state)]))
  const look = {
    positions,
    ends: await endsOf(context.kafka, positions),
    before: memoryOf(item?.attributes ?? {}),
    at,
    clockError: table.clockError,
    dispatch: context.timing.dispatch,
    slack: 2 * early,
  }
  const found = states.map(state => ({ connector: state.connector.name, ...findingsOf(state, look) }))
  const memory = {
    behind: Object.assign({}, ...found.map(each => each.behind)) as Watched,
    due: Object.assign({}, ...found.map(each => each.due)) as Watched,
  }
  const { ok } = await table.write({ kind: 'survey', key, when: { at: last }, set: { at, ...memory } })
  // another call was faster
  if (!ok) return
  await replanChanged(context, states, at)
  await showStalled(
    table,
    found.flatMap(each => each.tasks),
  )
  for (const { connector, values } of found) metrics.put(values, { connector })
  metrics.put(totalOf(found.map(each => each.values)), {})
}

const readAll = async (table: Table) => {
  const names = await connectorNames(table)
  const states = await Promise.all(names.map(name => readConnector(table, name)))
  return states.filter(state => state !== undefined)
}

const endsOf = async (kafka: SurveyContext['kafka'], positions: SinkPositions) => {
  const partitions = [...positions.values()].flat()
  if (partitions.length === 0) return new Map()
  const ends = await kafka.offsets(partitions, 'latest').catch(() => undefined)
  return ends && new Map(ends.map(end => [partitionName(end), end.offset]))
}

const memoryOf = ({ behind = {}, due = {} }: Attributes): Memory => ({
  behind: behind as Watched,
  due: due as Watched,
})

const summed = [
  'connector-failed-count',
  'connector-running-task-count',
  'connector-paused-task-count',
  'connector-failed-task-count',
  'connector-stalled-task-count',
] as const satisfies readonly MetricName[]

const totalOf = (all: readonly MetricValues[]): MetricValues => ({
  'connector-count': all.length,
  ...Object.fromEntries(
    summed.map(name => [name, all.reduce((sum, values) => sum + (values[name] ?? 0), 0)]),
  ),
})
