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

/** The table of the alarms. */
export const alarmsTable = (): string =>
  table(['Alarm', 'What it means, and what to do'], Object.entries(runbook), { numbers: false })
