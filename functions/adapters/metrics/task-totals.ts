import type { Attribute } from '../../../events/metric-group.ts'
import { type MetricName, type MetricValues, metrics } from '../../../events/metrics.ts'
import type { Subject } from '../../runtime/ports/log.ts'
import type { Metrics } from '../../runtime/ports/metrics.ts'
import { createSampleWindow, type SampleWindow } from './sample-window.ts'

/** A task, or all that it stands for. */
export interface TaskName {
  readonly connector: string
  readonly task: number
}

/** What the tasks of this process have counted since it began, from the reports of their slices. */
export interface TaskTotals extends Metrics {
  /** The value of an attribute of a task; `undefined` when it is not made of counts. */
  value(task: TaskName, attribute: Attribute): number | undefined
  /** the epoch of a task's last run in this process */
  epoch(task: TaskName): number | undefined
  /** Forgets tasks but these: the same name later is another one. */
  keep(tasks: readonly TaskName[]): void
}

interface Counted {
  readonly totals: Map<MetricName, number>
  readonly window: SampleWindow
  latest: { readonly values: MetricValues; readonly at: number }
  epoch: number | undefined
}

export interface TaskTotalsOptions {
  /** ms of a clock that only moves forward */
  readonly now: () => number
}

/** ms after which what was read off says nothing any more: the length of the window */
const stale = 60_000

export const createTaskTotals = ({ now }: TaskTotalsOptions): TaskTotals => {
  const tasks = new Map<string, Counted>()
  const keyOf = ({ connector, task }: TaskName) => `${task}\n${connector}`

  const countedOf = (name: TaskName): Counted => {
    const key = keyOf(name)
    const counted = tasks.get(key) ?? noCounts()
    tasks.set(key, counted)
    return counted
  }

  const count = ({ totals, window }: Counted, name: MetricName, value: number) => {
    const before = totals.get(name) ?? 0
    if (metrics[name].statistic === 'Sum') {
      totals.set(name, before + value)
      window.add(name, value, now())
    } else {
      totals.set(name, Math.max(before, value))
      window.observe(name, value, now())
    }
  }

  return {
    put: (values: MetricValues, { connector, task, epoch }: Subject) => {
      if (connector === undefined || task === undefined) return
      const counted = countedOf({ connector, task })
      counted.epoch = epoch
      counted.latest = { values, at: now() }
      for (const [name, value] of Object.entries(values) as [MetricName, number][])
        count(counted, name, value)
    },
    value: (name, attribute) => valueIn(tasks.get(keyOf(name)) ?? noCounts(), attribute, now()),
    epoch: name => tasks.get(keyOf(name))?.epoch,
    keep: kept => {
      const keys = new Set(kept.map(keyOf))
      for (const key of tasks.keys()) if (!keys.has(key)) tasks.delete(key)
    },
  }
}

const noCounts = (): Counted => ({
  totals: new Map(),
  window: createSampleWindow(),
  latest: { values: {}, at: 0 },
  epoch: undefined,
})

const valueIn = (
  { totals, window, latest }: Counted,
  attribute: Attribute,
  now: number,
): number | undefined => {
  const sumOf = (names: readonly MetricName[]) => names.reduce((sum, name) => sum + window.sum(name, now), 0)
  switch (attribute.from) {
    case 'total':
    case 'highest':
      return totals.get(attribute.of) ?? 0
    case 'rate':
      return window.rate(attribute.of, now)
    case 'mean':
      return sumOf(attribute.of) / window.sum(attribute.by, now)
    case 'share': {
      const all = sumOf(attribute.among)
      return all === 0 ? 0 : window.sum(attribute.of, now) / all
    }
    case 'largest':
      return window.largest(attribute.of, now)
    case 'average':
      return window.average(attribute.of, now)
    case 'latest':
      return now - latest.at < stale ? (latest.values[attribute.of] ?? 0) : 0
    default:
      return undefined
  }
}
