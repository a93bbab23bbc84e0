import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installArtifact } from '../../infra/local/artifacts.ts'
import { freePorts } from '../../infra/local/free-ports.ts'
import { classPath } from '../../infra/local/java.ts'
import { type ConnectOptions, type ConnectProcess, startConnectCommand } from './connect-process.ts'

export interface ExportingConnect extends ConnectProcess {
  /** the exporter's page */
  metrics(): Promise<string>
}

const task = '<type=(.+)-metrics, connector=(.+), task=(\\d+)>'

/** Every number of every group under its own name, and what connectors tell in words as labels. */
const rules = `lowercaseOutputLabelNames: true
whitelistObjectNames: ['kafka.connect:*']
rules:
  - pattern: 'kafka.connect<type=app-info, client-id=(.+)><>(.+): (.+)'
    name: kafka_connect_app_info
    value: 1
    labels: { client_id: $1, $2: $3 }
  - pattern: 'kafka.connect<type=connector-metrics, connector=(.+)><>(.+): (.+)'
    name: kafka_connect_connector_metrics
    value: 1
    labels: { connector: $1, $2: $3 }
  - pattern: 'kafka.connect<type=connector-task-metrics, connector=(.+), task=(\\d+)><>status: (.+)'
    name: kafka_connect_connector_task_metrics_status
    value: 1
    labels: { connector: $1, task: $2, status: $3 }
  - pattern: 'kafka.connect${task}<>([^:]+)'
    name: kafka_connect_$1_metrics_$4
    labels: { connector: $2, task: $3 }
  - pattern: 'kafka.connect<type=connect-worker-metrics, connector=(.+)><>([^:]+)'
    name: kafka_connect_connect_worker_metrics_$2
    labels: { connector: $1 }
  - pattern: 'kafka.connect<type=connect-worker-metrics><>([^:]+)'
    name: kafka_connect_connect_worker_metrics_$1
    labels: { connector: aggregate }
  - pattern: 'kafka.connect<type=connect-worker-rebalance-metrics><>([^:]+)'
    name: kafka_connect_connect_worker_rebalance_metrics_$1
`

/** Apache Kafka Connect, standalone, with the JMX exporter in it. */
export const startExportingConnect = async ({
  bootstrap,
  dir,
  properties = {},
}: ConnectOptions): Promise<ExportingConnect> => {
  const [connect, exporter, [port = 0]] = await Promise.all([
    installArtifact('kafka-connect', { log: console.log }),
    installArtifact('jmx-exporter', { log: console.log }),
    freePorts(1),
  ])
  mkdirSync(dir, { recursive: true })
  const rulesFile = join(dir, 'rules.yml')
  writeFileSync(rulesFile, rules)
  const agent = join(exporter, 'jmx_prometheus_javaagent-0.20.0.jar')
  const started = await startConnectCommand({
    name: 'Kafka Connect',
    dir,
    properties: {
      'bootstrap.servers': bootstrap,
      'offset.storage.file.filename': join(dir, 'offsets'),
      'plugin.path': join(connect, 'connect-file-4.3.1.jar'),
      'plugin.discovery': 'service_load',
      ...properties,
    },
    command: propertiesFile => ({
      command: 'java',
      args: [
        ...['-Xmx512M', `-javaagent:${agent}=127.0.0.1:${port}:${rulesFile}`, '-cp', classPath(connect)],
        ...['org.apache.kafka.connect.cli.ConnectStandalone', propertiesFile],
      ],
    }),
  })
  return {
    ...started,
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
  }
}
