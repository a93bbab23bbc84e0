import type { ConfigDef, ConfigOf } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import type { PollBounds } from './backoff.ts'
import { compressions, isolations, offsetResets } from './config/client-overrides.ts'
import { openTransforms } from './config/open-transforms.ts'
import type { UsedConfig } from './config/used-config.ts'
import { openConverters, parseConnector, type SinkConfig, type SourceConfig } from './connector-config.ts'
import type { Conversion } from './conversion.ts'
import { type ErrorPolicy, errorPolicyOf } from './errors/error-policy.ts'
import type { ProducerOptions, ReaderOptions } from './ports/kafka.ts'
import type { Runtime } from './runtime.ts'
import type { Start } from './sink/positions.ts'

/** A connector opened for a slice: its plugin, what stands between it and Kafka, and how its slices go. */
interface OpenConnector extends Conversion {
  readonly config: ConfigOf<ConfigDef>
  readonly errors: ErrorPolicy
  /** the class that reads or writes */
  readonly className: string
  /** never idles */
  readonly continuous: boolean
  /** ms without data after which a slice counts as drained */
  readonly linger: number
  /** ms between two looks at a drained input within a slice */
  readonly pause: number
  readonly poll: PollBounds
}

export interface SourceConnector extends OpenConnector {
  readonly plugin: Source
  readonly producer: ProducerOptions
}

export interface SinkConnector extends OpenConnector {
  readonly plugin: Sink
  readonly reader: Omit<ReaderOptions, 'positions'>
  readonly start: Start
  /** ms between two flushes of a slice that goes on */
  readonly flushInterval: number
}

type Properties = Readonly<Record<string, string>>
type Needs = Pick<Runtime, 'plugins' | 'poll' | 'memory'>

/** A client property: the connector's override, else the worker's under the client's prefix. */
const clientProperty = (
  client: 'producer' | 'consumer',
  name: string,
  connector: Properties,
  worker: Properties,
) => connector[`${client}.override.${name}`] ?? worker[`${client}.${name}`]

const oneOf = <const T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find(a => a === value.trim().toLowerCase())
  if (found !== undefined) return found
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${value} for configuration ${name}: String must be one of: ${allowed.join(', ')}`,
  )
}

const openCommon = async (needs: Needs, used: UsedConfig, config: SourceConfig | SinkConfig) => {
  const linger = config['linger.ms']
  return {
    ...(await openConverters(needs.plugins, used.config, used.worker)),
    transforms: await openTransforms(needs.plugins, used.config),
    errors: errorPolicyOf(config, used.hide),
    continuous: config['run.mode'] === 'continuous',
    linger,
    pause: Math.min(Math.max(linger / 4, 10), 100),
    poll: {
      ...needs.poll,
      min: config['poll.min.interval.ms'] ?? needs.poll.min,
      max: config['poll.max.interval.ms'] ?? needs.poll.max,
    },
  }
}

export const openSourceConnector = async (needs: Needs, used: UsedConfig): Promise<SourceConnector> => {
  const { config: properties, worker } = used
  const { type, plugin, config, pluginConfig } = await parseConnector(needs.plugins, properties)
  if (type !== 'source') throw new ConnectError('FATAL', `${properties.name} is no source`)
  const compression = clientProperty('producer', 'compression.type', properties, worker) ?? 'none'
  return {
    ...(await openCommon(needs, used, config)),
    plugin,
    className: plugin.classes[0] ?? '',
    config: pluginConfig,
    producer: {
      idempotent: true,
      compression: oneOf('producer.override.compression.type', compression, compressions),
    },
  }
}

/** The consumer group that shows a sink's position. */
export const groupOf = (properties: Properties): string =>
  properties['consumer.override.group.id'] ?? `connect-${properties.name}`

export const openSinkConnector = async (needs: Needs, used: UsedConfig): Promise<SinkConnector> => {
  const { config: properties, worker } = used
  const { type, plugin, config, pluginConfig } = await parseConnector(needs.plugins, properties)
  if (type !== 'sink') throw new ConnectError('FATAL', `${properties.name} is no sink`)
  const property = (name: string, fallback: string) =>
    clientProperty('consumer', name, properties, worker) ?? fallback
  return {
    ...(await openCommon(needs, used, config)),
    plugin,
    className: plugin.classes[0] ?? '',
    config: pluginConfig,
    reader: {
      bufferBytes: needs.memory / 8,
      isolation: oneOf(
        'consumer.override.isolation.level',
        property('isolation.level', 'read_uncommitted'),
        isolations,
      ),
    },
    start: {
      group: groupOf(properties),
      reset: oneOf(
        'consumer.override.auto.offset.reset',
        property('auto.offset.reset', 'earliest'),
        offsetResets,
      ),
    },
    flushInterval: Number(worker['offset.flush.interval.ms'] ?? 60_000),
  }
}
