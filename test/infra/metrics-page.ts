import { connectMetrics } from '../../events/connect-metrics.ts'
import type { Attribute, MetricGroup } from '../../events/metric-group.ts'
import { metricNames, metrics } from '../../events/metrics.ts'
import { runbook } from '../../infra/runbook.ts'
import { table } from '../helpers/generated-tables.ts'

const ofConnectors = { metric: 'yes', nonzero: 'unless 0', logged: 'in the log' } as const
const ofDeployment = { own: 'yes', rollup: 'yes', none: '' } as const

/** The table of the metrics, as the docs have it. */
export const metricsTable = (): string => {
  const rows = metricNames.map(name => {
    const { unit, statistic, connector, deployment, help } = metrics[name]
    return [`\`${name}\``, unit, statistic, ofConnectors[connector], ofDeployment[deployment], help]
  })
  const head = ['Metric', 'Unit', 'Statistic', 'Connector', 'Deployment', 'Meaning']
  return table(head, rows, { numbers: false })
}

const origins: Readonly<Record<Attribute['from'], string>> = {
  total: 'counted',
  rate: 'per second, lately',
  mean: 'mean, lately',
  share: 'share, lately',
  largest: 'largest, lately',
  average: 'mean, lately',
  latest: 'now',
  highest: 'largest ever',
  state: 'now',
  constant: '',
  nothing: 'no',
}

const labelsOf = { task: '`connector`, `task`', connector: '`connector`', worker: '' } as const

const rowOf = ({ group, per }: MetricGroup, name: string, attribute: Attribute): readonly string[] => {
  const metric = `\`${group}\` ${name}`
  if (attribute.from === 'nothing') return [metric, '', origins.nothing, attribute.why]
  const label = attribute.from === 'state' && attribute.text ? `\`${name.replaceAll('-', '_')}\`` : ''
  const labels = [labelsOf[per], label].filter(each => each !== '').join(', ')
  if (attribute.from === 'constant')
    return [metric, labels, `always ${attribute.value}`, `${attribute.help} Here ${attribute.why}.`]
  return [metric, labels, origins[attribute.from], attribute.help]
}

/** What has the same reason is one row. */
const rowsOf = (group: MetricGroup): readonly (readonly string[])[] => {
  const names = Object.entries(group.attributes)
  const missing = Map.groupBy(names, ([, attribute]) => (attribute.from === 'nothing' ? attribute.why : ''))
  return names.flatMap(([name, attribute]) => {
    const alike = attribute.from === 'nothing' ? (missing.get(attribute.why) ?? []) : []
    if (alike.length > 0 && alike[0]?.[0] !== name) return []
    return [rowOf(group, alike.length > 0 ? alike.map(([each]) => each).join(', ') : name, attribute)]
  })
}

/** The table of Kafka Connect's metrics, as the docs have it. */
export const connectMetricsTable = (): string =>
  table(['Group, attribute', 'Labels', 'Given', 'Meaning'], connectMetrics.flatMap(rowsOf), {
    numbers: false,
  })

/** The table of the alarms. */
export const alarmsTable = (): string =>
  table(['Alarm', 'What it means, and what to do'], Object.entries(runbook), { numbers: false })
