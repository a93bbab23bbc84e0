import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricOptions, SearchExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { dimensionSets, dimensions, type MetricName, metrics } from '../events/metrics.ts'

/** Where the metrics of a deployment are. */
export interface MetricSource {
  readonly namespace: string
  /** one of those that share the namespace */
  readonly deployment: string
}

const defaults = (name: MetricName) => ({
  metricName: name,
  statistic: metrics[name].statistic,
  period: Duration.minutes(5),
})

/** A metric of one connector, by the statistic that is right for it. */
export const connectorMetric = (
  namespace: string,
  name: MetricName,
  {
    deployment,
    connector,
    ...options
  }: MetricOptions & { readonly deployment: string; readonly connector: string },
): Metric =>
  new Metric({
    namespace,
    ...defaults(name),
    ...options,
    dimensionsMap: { [dimensions.deployment]: deployment, [dimensions.connector]: connector },
  })

/** The same of all connectors together. */
export const deploymentMetric = (
  { namespace, deployment }: MetricSource,
  name: MetricName,
  options: MetricOptions = {},
): Metric =>
  new Metric({
    namespace,
    ...defaults(name),
    ...options,
    dimensionsMap: { [dimensions.deployment]: deployment },
  })

interface SearchOptions {
  readonly statistic?: string
  readonly period?: Duration
}

/** A metric of every connector there is, as an expression. */
export const searchText = (
  { namespace, deployment }: MetricSource,
  name: MetricName,
  { statistic = metrics[name].statistic, period = Duration.minutes(5) }: SearchOptions = {},
): string => {
  const schema = [`"${namespace}"`, ...dimensionSets.connector].join()
  const term = `MetricName="${name}" ${dimensions.deployment}="${deployment}"`
  return `SEARCH('{${schema}} ${term}', '${statistic}', ${period.toSeconds()})`
}

/** The same for a graph: one line a connector, also of those that are created later. */
export const connectorSearch = (
  source: MetricSource,
  name: MetricName,
  options: SearchOptions = {},
): SearchExpression =>
  new SearchExpression({
    expression: searchText(source, name, options),
    label: `\${PROP('Dim.${dimensions.connector}')}`,
    period: options.period ?? Duration.minutes(5),
  })
