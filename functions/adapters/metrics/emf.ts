import {
  dimensionSets,
  dimensions,
  type MetricDefinition,
  type MetricName,
  type MetricValues,
  metrics,
} from '../../../events/metrics.ts'
import type { Subject } from '../../runtime/ports/log.ts'
import type { Metrics } from '../../runtime/ports/metrics.ts'

export interface EmfOptions {
  readonly namespace: string
  /** one of those that share the namespace */
  readonly deployment: string
  /** name of the function */
  readonly function: string
  /** takes one line, with its end */
  readonly write: (line: string) => void
  /** ms since the epoch */
  readonly now: () => number
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Directive {
  readonly Namespace: string
  readonly Dimensions: readonly (readonly string[])[]
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
}

type Given = readonly (readonly [MetricName, number, MetricDefinition])[]

/** CloudWatch's embedded metric format: a line of the log that CloudWatch makes metrics of; whatever else it has is searchable. */
export const emfMetrics = (options: EmfOptions): Metrics => ({
  put: (values, subject) => options.write(`${JSON.stringify(documentOf(options, values, subject))}\n`),
})

const documentOf = (options: EmfOptions, values: MetricValues, subject: Subject) => {
  const { connector } = subject
  const given = (Object.entries(values) as [MetricName, number][]).map(
    ([name, value]) => [name, value, metrics[name]] as const,
  )
  const CloudWatchMetrics = directives(options.namespace, given, connector !== undefined)
  return {
    ...(CloudWatchMetrics.length > 0 && { _aws: { Timestamp: options.now(), CloudWatchMetrics } }),
    [dimensions.deployment]: dimensionValue(options.deployment),
    ...(connector !== undefined && { [dimensions.connector]: dimensionValue(connector) }),
    ...subject,
    function: options.function,
    ...values,
  }
}

/** CloudWatch takes printable ASCII that does not begin with a colon. */
const dimensionValue = (name: string): string =>
  name.toWellFormed().replace(/^:|[^\x20-\x7e]/gu, encodeURIComponent)

const directives = (namespace: string, given: Given, ofConnector: boolean): readonly Directive[] => {
  const directive = (set: readonly string[], those: Given): readonly Directive[] =>
    those.length === 0
      ? []
      : [
          {
            Namespace: namespace,
            Dimensions: [set],
            Metrics: those.map(([name, , { unit }]) => ({ Name: name, Unit: unit })),
          },
        ]
  const deployments = given.filter(([, , { deployment }]) => deployment === (ofConnector ? 'rollup' : 'own'))
  const connectors = given.filter(
    ([, value, { connector }]) =>
      ofConnector && (connector === 'metric' || (connector === 'nonzero' && value !== 0)),
  )
  return [
    ...directive(dimensionSets.connector, connectors),
    ...directive(dimensionSets.deployment, deployments),
  ]
}
