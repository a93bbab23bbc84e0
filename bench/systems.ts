import { readdirSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installArtifact } from '../infra/local/artifacts.ts'
import { classPath } from '../infra/local/java.ts'
import { runCommand } from '../infra/local/run-command.ts'
import {
  type ConnectOptions,
  type ConnectProcess,
  startConnect,
  startConnectCommand,
} from '../test/helpers/connect-process.ts'
import type { ConnectorConfig } from '../test/helpers/connect-rest.ts'

/** A system under test. Each start is of a fresh worker, without state of an earlier one. */
export interface System {
  readonly name: string
  start(options: ConnectOptions): Promise<ConnectProcess>
  /** its Avro converter with a schema registry, which is there at the URL of Confluent's API */
  avroConverter(registry: string): ConnectorConfig
}

const stringConverter = 'org.apache.kafka.connect.storage.StringConverter'

/** What both are told; the interval is that of the worker files that Kafka ships. */
export const workerProperties = {
  'key.converter': stringConverter,
  'value.converter': stringConverter,
  'offset.flush.interval.ms': '10000',
}

export const thisProject = (): System => ({
  name: 'this project',
  start: options => startConnect({ ...options, properties: workerProperties }),
  avroConverter: registry => ({
    'value.converter': 'io.confluent.connect.avro.AvroConverter',
    'value.converter.schema.registry.url': registry,
  }),
})

/** The JVM's flags as Kafka's own `connect-standalone.sh` sets them. */
const scriptFlags = (heap: string) => [
  ...['-Xms256M', `-Xmx${heap}`, '-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'],
  ...['-XX:InitiatingHeapOccupancyPercent=35', '-XX:+ExplicitGCInvokesConcurrent'],
  ...['-XX:MaxInlineLevel=15', '-Djava.awt.headless=true'],
]

const mainClass = 'org.apache.kafka.connect.cli.ConnectStandalone'

const avroClass = 'io.apicurio.registry.utils.converter.AvroConverter'

/**
 * A folder of plugins with Apicurio's Avro converter, which descends from Confluent's and is on Maven Central. Its jar does
 * not say that there is a plugin in it: another one beside it does.
 */
const avroPlugin = async (dir: string): Promise<string> => {
  const jars = await installArtifact('avro-data', { log: console.log })
  const plugin = join(dir, 'plugins/avro')
  const services = 'META-INF/services'
  await mkdir(join(plugin, services), { recursive: true })
  for (const jar of readdirSync(jars).filter(name => name.endsWith('.jar')))
    await symlink(join(jars, jar), join(plugin, jar))
  await writeFile(join(plugin, services, 'org.apache.kafka.connect.storage.Converter'), `${avroClass}\n`)
  await runCommand('jar', ['--create', '--file', join(plugin, 'services.jar'), '-C', plugin, services])
  return join(dir, 'plugins')
}

/** A folder of plugins with Debezium's sink to databases, which brings the drivers of Java. */
export const jdbcPlugin = (): Promise<string> => installArtifact('debezium-jdbc', { log: console.log })

/**
 * Apache Kafka Connect, standalone: what `npm start` corresponds to. It starts sooner than distributed and moves
 * records by the same code. `service_load` spares it the scan of the class path (12 s to 4 s here).
 */
export const kafkaConnect = (heap: string, plugins = avroPlugin): System => ({
  name: 'Kafka Connect 4.3.1',
  start: async ({ bootstrap, dir }) => {
    const folder = await installArtifact('kafka-connect', { log: console.log })
    return startConnectCommand({
      name: 'Kafka Connect',
      dir,
      properties: {
        ...workerProperties,
        'bootstrap.servers': bootstrap,
        'offset.storage.file.filename': join(dir, 'offsets'),
        'plugin.path': [join(folder, 'connect-file-4.3.1.jar'), await plugins(dir)].join(),
        'plugin.discovery': 'service_load',
      },
      command: propertiesFile => ({
        command: 'java',
        args: [...scriptFlags(heap), '-cp', classPath(folder), mainClass, propertiesFile],
      }),
    })
  },
  avroConverter: registry => ({
    'value.converter': avroClass,
    'value.converter.apicurio.registry.url': new URL('/apis/registry/v2', registry).href,
    'value.converter.apicurio.registry.auto-register': 'true',
    'value.converter.apicurio.registry.as-confluent': 'true',
  }),
})
