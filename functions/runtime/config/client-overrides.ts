import { type ConfigDef, int, long, string } from '../../../connectors/sdk/config.ts'
import { atLeast, oneOf } from '../../../connectors/sdk/validators.ts'

type Properties = Readonly<Record<string, string>>

const clients = ['producer', 'consumer', 'admin'] as const

export const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export const isolations = ['read_uncommitted', 'read_committed'] as const
export const offsetResets = ['earliest', 'latest', 'none'] as const

/** The properties of clients that mean something here, with Kafka's names and defaults. */
export const clientOverrides: ConfigDef = {
  'producer.override.compression.type': string({
    default: 'none',
    importance: 'HIGH',
    displayName: 'compression.type',
    validator: oneOf(...compressions),
    doc: 'Compression of what the source writes.',
  }),
  'producer.override.transaction.timeout.ms': int({
    default: 60_000,
    importance: 'LOW',
    displayName: 'transaction.timeout.ms',
    validator: atLeast(1),
    doc: 'After this the broker aborts a transaction that a source has not ended, ms.',
  }),
  'consumer.override.isolation.level': string({
    default: 'read_uncommitted',
    importance: 'MEDIUM',
    displayName: 'isolation.level',
    validator: oneOf(...isolations),
    doc: 'Whether records of transactions that are not committed are read.',
  }),
  'consumer.override.auto.offset.reset': string({
    default: 'earliest',
    importance: 'MEDIUM',
    displayName: 'auto.offset.reset',
    validator: oneOf(...offsetResets),
    doc: 'Where a sink begins that has no offset, or one that is not in the topic any more.',
  }),
  'consumer.override.metadata.max.age.ms': long({
    default: 300_000,
    importance: 'LOW',
    displayName: 'metadata.max.age.ms',
    validator: atLeast(0),
    doc: 'How often a sink looks for new partitions of its topics, and for new topics that match `topics.regex`, ms.',
  }),
  'consumer.override.group.id': string({
    default: null,
    importance: 'HIGH',
    displayName: 'group.id',
    doc: 'Consumer group whose offsets the sink begins from and is mirrored to; absent: `connect-` and its name.',
  }),
}

/** Whether a key is handed to a Kafka client. */
export const isOverride = (key: string): boolean =>
  clients.some(client => key.startsWith(`${client}.override.`))

/** Overrides of the clients that the connector uses, client by client. */
const overrideKeys = (type: 'source' | 'sink', properties: Properties): readonly string[] => {
  const keys = Object.keys(properties)
  const uses = (prefix: string) => keys.some(key => key.startsWith(prefix))
  const deadLetters = (properties['errors.deadletterqueue.topic.name'] ?? '').trim() !== ''
  const used = {
    producer: type === 'source' || deadLetters,
    consumer: type === 'sink',
    admin: type === 'sink' ? deadLetters : uses('topic.creation.'),
  }
  return clients
    .filter(client => used[client])
    .flatMap(client => keys.filter(key => key.startsWith(`${client}.override.`)))
}

/** Definitions of those overrides in `properties` that mean something here. */
export const overrideConfig = (type: 'source' | 'sink', properties: Properties): ConfigDef =>
  Object.fromEntries(
    overrideKeys(type, properties).flatMap(key => {
      const spec = clientOverrides[key]
      return spec === undefined ? [] : [[key, spec] as const]
    }),
  )

/** Those that are handed on unread. */
export const unreadOverrides = (type: 'source' | 'sink', properties: Properties): readonly string[] =>
  overrideKeys(type, properties).filter(key => !Object.hasOwn(clientOverrides, key))
