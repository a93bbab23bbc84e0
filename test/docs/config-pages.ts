import type { ConfigDef } from '../../connectors/sdk/config.ts'
import type { ConverterDefinition, HeaderConverterDefinition } from '../../connectors/sdk/converter.ts'
import { clientDefinition } from '../../functions/adapters/kafka/client-definition.ts'
import { clientOverrides } from '../../functions/runtime/config/client-overrides.ts'
import { sinkConfig } from '../../functions/runtime/config/sink-config.ts'
import { sourceConfig } from '../../functions/runtime/config/source-config.ts'
import { topicCreationConfig } from '../../functions/runtime/config/topic-creation.ts'
import { workerConfig } from '../../functions/runtime/config/worker-config.ts'
import { localConfig } from '../../infra/local/worker-properties.ts'
import { groupedKeys, keyTable, renamed, without } from './key-tables.ts'

const sinkKeys: ConfigDef = sinkConfig
const everyConnector: ConfigDef = Object.fromEntries(
  Object.entries(sourceConfig).filter(([name, key]) => sinkKeys[name] === key),
)

const group = '<group>'
const topicCreation = topicCreationConfig({ 'topic.creation.groups': group })

/** Keys that every connector has, every source, every sink. */
export const connectorsPage = (): string => `# Keys of connectors

Those of the converters that a connector names stand below the key that names them, such as
\`value.converter.schemas.enable\`: [converters](converters.md). Those of [transformations](transformations.md) and
[predicates](predicates.md) stand below their aliases.

## Every connector

${groupedKeys(everyConnector)}

## Sources

${groupedKeys(without(sourceConfig, everyConnector))}

### Topics that have to be created

Of each name in \`topic.creation.groups\`, and of \`default\`, which has no patterns and must have the other two as soon as there is
any key of these; further keys of a group (\`topic.creation.<group>.cleanup.policy\`) are settings of the topic.

${keyTable(topicCreation)}

## Sinks

${groupedKeys(without(sinkConfig, everyConnector))}

## Kafka's clients

Other \`producer.override.\`, \`consumer.override.\` and \`admin.override.\` keys are accepted and have no effect.

${keyTable(clientOverrides)}
`

type Converter = ConverterDefinition | HeaderConverterDefinition

const converterSection = ({ classes, version, config }: Converter, ofHeaders: boolean): string => {
  const [name = '', ...others] = classes
  const also = others.map(each => `, \`${each}\``).join('')
  const headers = ofHeaders ? ', also for headers' : ''
  return `## ${name.slice(name.lastIndexOf('.') + 1)}

\`${name}\`${also}, version ${version}${headers}.

${groupedKeys(config)}
`
}

/** Whether a converter is a header converter besides. */
const isOfHeaders = (converters: readonly Converter[], converter: Converter): boolean =>
  converters.some(each => each.type === 'header_converter' && each.of === converter)

/** Converters and header converters. */
export const convertersPage = (converters: readonly Converter[]): string => `# Converters

Named by \`key.converter\`, \`value.converter\` or \`header.converter\` of a connector or of the worker. Their keys stand below that key:
\`value.converter.schemas.enable\`. What they make of values: [connectors/converters](../../connectors/converters/README.md).

${converters
  .filter(each => each.type === 'converter' || each.of === undefined)
  .map(each => converterSection(each, isOfHeaders(converters, each)))
  .join('\n')}`

const { 'consumer.override.group.id': _, ...overridable } = clientOverrides
const ofWorker = renamed(overridable, name => name.replace('.override.', '.'))

/** Keys of a worker's file. */
export const workerPage = (): string => `# Worker keys

A worker's file is Kafka Connect's. A key that is not here is accepted and has no effect; only
\`rest.extension.classes\` is refused. On one machine each can be an environment variable too: \`CONNECT_BOOTSTRAP_SERVERS\`.

## Everywhere

${keyTable(workerConfig)}

## On one machine

${keyTable(localConfig)}

With \`https\` in \`listeners\`: \`listeners.https.ssl.*\`, see [who may call](../rest-api.md#who-may-call).

## On AWS

The keys of the stack: [deploy](../aws/deploy.md#properties).

## Kafka

What connectors take over, unless they override it:

${keyTable(ofWorker)}

How the cluster is reached, by everything that reaches it:

${keyTable(clientDefinition)}
`
