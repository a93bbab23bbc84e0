import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type ListenerProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

interface BrokerSettings {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly controllerPort: number
  /** more listeners by name */
  readonly listeners: Readonly<Record<string, { readonly port: number; readonly protocol: ListenerProtocol }>>
  readonly properties: Readonly<Record<string, string>>
}

export const brokerFiles = (dataDir: string) => ({
  properties: join(dataDir, 'server.properties'),
  logging: join(dataDir, 'log4j2.properties'),
  log: join(dataDir, 'broker.log'),
  pid: join(dataDir, 'broker.pid'),
  logs: join(dataDir, 'logs'),
})

export const isFormatted = (dataDir: string): boolean =>
  existsSync(join(brokerFiles(dataDir).logs, 'meta.properties'))

const listenerProperties = ({ host, port, controllerPort, listeners }: BrokerSettings) => {
  const extra = Object.entries(listeners)
  const clients = [
    `PLAINTEXT://${host}:${port}`,
    ...extra.map(([name, each]) => `${name}://${host}:${each.port}`),
  ]
  const protocols = [
    'PLAINTEXT:PLAINTEXT',
    'CONTROLLER:PLAINTEXT',
    ...extra.map(([name, each]) => `${name}:${each.protocol}`),
  ]
  return {
    listeners: [...clients, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
    'advertised.listeners': clients.join(','),
    'listener.security.protocol.map': protocols.join(','),
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  }
}

/** Broker and controller in one node; everything that is replicated by default has one replica. */
const singleNode = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '10',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '10',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'log.cleaner.dedupe.buffer.size': '4194304',
  // a registration left by a killed broker has to run out before the next one may serve
  'broker.session.timeout.ms': '2000',
  'broker.heartbeat.interval.ms': '500',
}

const text = (properties: Readonly<Record<string, string>>) =>
  `${Object.entries(properties)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}`)
    .join('\n')}\n`

const logging = {
  'rootLogger.level': 'warn',
  'rootLogger.appenderRef.console.ref': 'console',
  'appender.console.type': 'Console',
  'appender.console.name': 'console',
  'appender.console.layout.type': 'PatternLayout',
  'appender.console.layout.pattern': '%d %p %m (%c)%n',
}

/** Writes what the broker reads at its start. `properties` win. */
export const writeBrokerFiles = (settings: BrokerSettings): void => {
  const files = brokerFiles(settings.dataDir)
  const own = { ...singleNode, 'log.dirs': files.logs, ...listenerProperties(settings) }
  mkdirSync(files.logs, { recursive: true, mode: 0o700 })
  writeFileSync(files.properties, text({ ...own, ...settings.properties }), { mode: 0o600 })
  writeFileSync(files.logging, text(logging))
}
