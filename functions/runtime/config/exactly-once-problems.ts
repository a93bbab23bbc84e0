import { type ConfigValue, parseConfig } from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'

type Properties = Readonly<Record<string, string>>

const support = 'exactly.once.support'
const boundary = 'transaction.boundary'

const unknownSupport =
  'The connector does not implement the API required for preflight validation of exactly-once source support. Please consult the documentation for the connector to determine whether it supports exactly-once semantics, and then consider reconfiguring the connector to use the value "requested" for this property (which will disable this preflight check and allow the connector to be created).'

const noSupport = 'The connector does not support exactly-once semantics with the provided configuration.'

const noBoundaries =
  'The connector does not support connector-defined transaction boundaries with the given configuration. Please reconfigure it to use a different transaction boundary definition.'

const asks = (properties: Properties, key: string, what: string) =>
  properties[key]?.trim().toLowerCase() === what

/** What a source is asked for, and cannot. What is wrong with its own keys is told first. */
export const exactlyOnceProblems = (
  plugin: Source | Sink,
  properties: Properties,
  values: readonly ConfigValue[],
): readonly Problem[] => {
  const [required, own] = [asks(properties, support, 'required'), asks(properties, boundary, 'connector')]
  const wrong = values.some(({ name, errors }) => Object.hasOwn(plugin.config, name) && errors.length > 0)
  if (plugin.type === 'sink' || wrong || !(required || own)) return []
  const config = parseConfig(plugin.config, properties)
  const problems: Problem[] = []
  const supported = plugin.exactlyOnce?.(config)
  if (required && supported !== true)
    problems.push([support, supported === undefined ? unknownSupport : noSupport])
  if (own && plugin.transactionBoundaries?.(config) !== true) problems.push([boundary, noBoundaries])
  return problems
}
