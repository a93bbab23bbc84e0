import { join } from 'node:path'
import { installArtifact } from '../infra/local/artifacts.ts'
import { classPath } from '../infra/local/java.ts'
import {
  type ConnectOptions,
  type ConnectProcess,
  startConnect,
  startConnectCommand,
} from '../test/helpers/connect-process.ts'

/** A system under test. Each start is of a fresh worker, without state of an earlier one. */
export interface System {
  readonly name: string
  start(options: ConnectOptions): Promise<ConnectProcess>
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
})

/** The JVM's flags as Kafka's own `connect-standalone.sh` sets them. */
const scriptFlags = (heap: string) => [
  ...['-Xms256M', `-Xmx${heap}`, '-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'],
  ...['-XX:InitiatingHeapOccupancyPercent=35', '-XX:+ExplicitGCInvokesConcurrent'],
  ...['-XX:MaxInlineLevel=15', '-Djava.awt.headless=true'],
]

const mainClass = 'org.apache.kafka.connect.cli.ConnectStandalone'

/**
 * Apache Kafka Connect, standalone: what `npm start` corresponds to. It starts sooner than distributed and moves
 * records by the same code. `service_load` spares it the scan of the class path (12 s to 4 s here).
 */
export const kafkaConnect = (heap: string): System => ({
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
        'plugin.path': join(folder, 'connect-file-4.3.1.jar'),
        'plugin.discovery': 'service_load',
      },
      command: propertiesFile => ({
        command: 'java',
        args: [...scriptFlags(heap), '-cp', classPath(folder), mainClass, propertiesFile],
      }),
    })
  },
})
