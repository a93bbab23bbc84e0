import { connectMetrics } from '../../../events/connect-metrics.ts'
import type { Attribute, MetricGroup } from '../../../events/metric-group.ts'
import type { Family, Series } from './prometheus-text.ts'
import type { TaskName, TaskTotals } from './task-totals.ts'

/** What was read off the state, by attribute. */
type State = Readonly<Record<string, number | string>>

export interface Readings {
  readonly worker: State
  readonly connectors: readonly { readonly connector: string; readonly state: State }[]
  readonly tasks: readonly (TaskName & { readonly type: 'source' | 'sink'; readonly state: State })[]
  /** names the process, in what is told of it */
  readonly clientId: string
}

type Labels = Series['labels']

const snake = (name: string) => name.replaceAll('-', '_')

/** What a group tells in words is labels of one metric; newer exporters drop the end of `app_info`. */
const textNames = ({ group, per }: MetricGroup, attribute: string): readonly string[] => {
  if (per === 'task') return [`${snake(group)}_${snake(attribute)}`]
  return group === 'app-info' ? ['app_info', 'app'] : [snake(group)]
}

/** Exporters since 1.0 drop the end of totals, so half of the dashboards ask for them without. */
const numberNames = (metric: string): readonly string[] =>
  metric.endsWith('_total') ? [metric, metric.slice(0, -'_total'.length)] : [metric]

/** Only what ends in `_total` may be called a counter, and `_count` is that of a histogram unless there is no type. */
const typeOf = (name: string, { from }: Attribute): Family['type'] => {
  if (name.endsWith('_total')) return 'counter'
  return from === 'total' || name.endsWith('_count') ? 'untyped' : 'gauge'
}

interface Owner {
  readonly labels: Labels
  readonly state: State
  readonly task?: TaskName
}

const ownersOf = ({ group, per, type }: MetricGroup, readings: Readings): readonly Owner[] => {
  if (per === 'connector')
    return readings.connectors.map(({ connector, state }) => ({ labels: { connector }, state }))
  if (per === 'task')
    return readings.tasks
      .filter(task => type === undefined || type === task.type)
      .map(task => ({
        labels: { connector: task.connector, task: String(task.task) },
        state: task.state,
        task,
      }))
  const { worker: state, clientId } = readings
  if (group === 'app-info') return [{ labels: { client_id: clientId }, state }]
  return [{ labels: group === 'connect-worker-metrics' ? { connector: 'aggregate' } : {}, state }]
}

/** The metrics of Kafka Connect, named as the rules of Confluent's monitoring stacks for the JMX exporter name them. */
export const connectFamilies = (totals: TaskTotals, readings: Readings): readonly Family[] => {
  const families = new Map<string, Family & { readonly series: Series[] }>()

  const add = (name: string, about: Pick<Family, 'type' | 'help'>, series: Series) => {
    const family = families.get(name) ?? { name: `kafka_connect_${name}`, ...about, series: [] }
    family.series.push(series)
    families.set(name, family)
  }

  const addText = (group: MetricGroup, name: string, { labels, state }: Owner) => {
    const help = `${group.group}: each attribute is a label of a series of its own, with the value 1.`
    const text = state[name]
    if (text === undefined) return
    for (const metric of textNames(group, name))
      add(metric, { type: 'gauge', help }, { labels: { ...labels, [snake(name)]: String(text) }, value: 1 })
  }

  const addNumber = (group: MetricGroup, name: string, { labels, state, task }: Owner) => {
    const attribute = group.attributes[name]
    const metric = `${snake(group.group)}_${snake(name)}`
    if (attribute === undefined) return
    const value = attribute.from === 'state' ? state[name] : valueIn(attribute, totals, task)
    if (typeof value !== 'number') return
    for (const each of numberNames(metric))
      add(each, { type: typeOf(each, attribute), help: attribute.help }, { labels, value })
  }

  for (const group of connectMetrics)
    for (const [name, attribute] of Object.entries(group.attributes))
      for (const owner of ownersOf(group, readings))
        if (attribute.from === 'state' && attribute.text) addText(group, name, owner)
        else addNumber(group, name, owner)
  return [...families.values()]
}

const valueIn = (attribute: Attribute, totals: TaskTotals, task: TaskName | undefined) => {
  if (attribute.from === 'constant') return attribute.value
  return task === undefined ? undefined : totals.value(task, attribute)
}
