import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { sslOptions } from '../../../connectors/sdk/ssl-config.ts'
import type { ClientProperties } from './client-properties.ts'
import type { KafkaOptions } from './kafka.ts'
import { saslOptions } from './sasl-config.ts'

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const

const securityOf = (properties: ClientProperties) => {
  const value = (properties['security.protocol'] ?? 'PLAINTEXT').trim().toUpperCase()
  const known = protocols.find(protocol => protocol === value)
  if (known === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${value} for configuration security.protocol: String must be one of: ${protocols.join(', ')}`,
    )
  return known
}

const brokersOf = (properties: ClientProperties): readonly string[] => {
  const brokers = (properties['bootstrap.servers'] ?? '').split(',').map(address => address.trim())
  const given = brokers.filter(address => address !== '')
  if (given.length === 0)
    throw new ConnectError(
      'INVALID_CONFIG',
      'Missing required configuration "bootstrap.servers" which has no default value.',
    )
  return given
}

const times = {
  connectionTimeout: 'socket.connection.setup.timeout.ms',
  requestTimeout: 'request.timeout.ms',
  retryTimeout: 'default.api.timeout.ms',
  maxIdle: 'connections.max.idle.ms',
} as const

const timesOf = (properties: ClientProperties): Partial<Record<keyof typeof times, number>> => {
  const given = Object.entries(times).flatMap(([option, key]) => {
    const text = properties[key]
    if (text === undefined) return []
    const value = Number(text)
    if (!Number.isInteger(value) || value < 0)
      throw new ConnectError(
        'INVALID_CONFIG',
        `Invalid value ${text} for configuration ${key}: Value must be at least 0`,
      )
    return [[option, value] as const]
  })
  return Object.fromEntries(given)
}

/** What `createKafka` takes, out of Kafka's client properties; those that it does not know are left out. */
export const kafkaOptions = (properties: ClientProperties, clientId: string): KafkaOptions => {
  const security = securityOf(properties)
  return {
    brokers: brokersOf(properties),
    clientId: properties['client.id'] || clientId,
    ...timesOf(properties),
    ...(security.endsWith('SSL') && { ssl: sslOptions(properties) }),
    ...(security.startsWith('SASL') && { sasl: saslOptions(properties) }),
  }
}
