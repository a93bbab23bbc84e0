import { type ConfigDef, type ConfigOf, parseConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Source } from '../../../connectors/sdk/source.ts'
import { sourceConfig } from '../config/source-config.ts'
import type { TransactionalOptions } from '../ports/kafka.ts'
import type { OffsetsTopic } from './offsets-topic.ts'
import type { Boundary } from './transactional-outlet.ts'

type Properties = Readonly<Record<string, string>>

/** Where offsets of a source are in Kafka, and how transactions with them are written. */
export interface KafkaOffsets {
  /** the connector's own topic first, if it has one */
  readonly topics: readonly [OffsetsTopic, ...OffsetsTopic[]]
  /** what the transactional.id of its tasks begin with */
  readonly transactionalIds: string
  readonly transactional: Pick<TransactionalOptions, 'transactionTimeout'>
}

/** As in Kafka Connect's sample of a distributed worker. */
const defaults = { topic: 'connect-offsets', partitions: 25, group: 'connect-cluster' } as const

const whole = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isInteger(number)) return number
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${value} for configuration ${name}: Not a number of type INT`,
  )
}

/** The worker's topic of source offsets, and how it is created. */
const workerTopic = (worker: Properties): OffsetsTopic => {
  const prefix = 'offset.storage.'
  const factor = worker[`${prefix}replication.factor`]
  return {
    name: worker[`${prefix}topic`] ?? defaults.topic,
    partitions: whole(`${prefix}partitions`, worker[`${prefix}partitions`] ?? String(defaults.partitions)),
    replicationFactor:
      factor === undefined || Number(factor) < 0 ? undefined : whole(`${prefix}replication.factor`, factor),
  }
}

const offsetsTopics = (config: Properties, worker: Properties): KafkaOffsets['topics'] => {
  const shared = workerTopic(worker)
  const own = config['offsets.storage.topic']
  return own === undefined || own === shared.name ? [shared] : [{ ...shared, name: own }, shared]
}

/** Before the number of a task, in Kafka Connect's form. */
export const transactionalIds = (connector: string, worker: Properties): string =>
  `${worker['group.id'] ?? defaults.group}-${connector}-`

const timeoutName = 'transaction.timeout.ms'

const transactionTimeout = (config: Properties, worker: Properties): number | undefined => {
  const value = config[`producer.override.${timeoutName}`] ?? worker[`producer.${timeoutName}`]
  return value === undefined ? undefined : whole(`producer.override.${timeoutName}`, value)
}

export const kafkaOffsets = (config: Properties, worker: Properties): KafkaOffsets => {
  const timeout = transactionTimeout(config, worker)
  return {
    topics: offsetsTopics(config, worker),
    transactionalIds: transactionalIds(config.name ?? '', worker),
    transactional: timeout === undefined ? {} : { transactionTimeout: timeout },
  }
}

interface Used {
  readonly config: Properties
  readonly worker: Properties
}

const asked = (({
  'exactly.once.support': support,
  'transaction.boundary': boundary,
  'transaction.boundary.interval.ms': interval,
}) => ({
  'exactly.once.support': support,
  'transaction.boundary': boundary,
  'transaction.boundary.interval.ms': interval,
}))(sourceConfig)

interface Given {
  readonly plugin: Source
  /** the plugin's own */
  readonly config: ConfigOf<ConfigDef>
}

const isEnabled = (worker: Properties): boolean =>
  worker['exactly.once.source.support']?.trim().toLowerCase() === 'enabled'

/** How transactions end when records and offsets are to be in one; `undefined`: at least once is enough. */
export const exactlyOnceOf = ({ plugin, config }: Given, used: Used): Boundary | undefined => {
  const given = parseConfig(asked, used.config)
  const wanted = isEnabled(used.worker) && plugin.exactlyOnce?.(config) === true
  if (given['exactly.once.support'].toLowerCase() !== 'required' && !wanted) return undefined
  const kind = given['transaction.boundary'].toLowerCase()
  const interval =
    given['transaction.boundary.interval.ms'] ?? Number(used.worker['offset.flush.interval.ms'] ?? 60_000)
  // the coordinator aborts what lasts longer than its timeout
  const longest = (transactionTimeout(used.config, used.worker) ?? 60_000) / 2
  return {
    kind: kind === 'interval' || kind === 'connector' ? kind : 'poll',
    interval: Math.min(interval, longest),
  }
}
