import { metricNames, metrics } from '../../events/metrics.ts'
import { runbook } from '../../infra/runbook.ts'

const ofConnectors = { metric: 'yes', nonzero: 'unless 0', logged: 'in the log' } as const
const ofDeployment = { own: 'yes', rollup: 'yes', none: '' } as const

/** The table of the metrics, as the docs have it. */
export const metricsTable = (): string =>
  [
    '| Metric | Unit | Statistic | Connector | Deployment | Meaning |',
    '|---|---|---|---|---|---|',
    ...metricNames.map(name => {
      const { unit, statistic, connector, deployment, help } = metrics[name]
      return `| \`${name}\` | ${unit} | ${statistic} | ${ofConnectors[connector]} | ${ofDeployment[deployment]} | ${help} |`
    }),
  ].join('\n')

/** The table of the alarms. */
export const alarmsTable = (): string =>
  ['| Alarm | What it means, and what to do |', '|---|---|']
    .concat(Object.entries(runbook).map(([name, text]) => `| ${name} | ${text} |`))
    .join('\n')
