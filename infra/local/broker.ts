import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { InstallOptions } from './artifacts.ts'
import { brokerFiles, isFormatted, type ListenerProtocol, writeBrokerFiles } from './broker-files.ts'
import { brokerFlags, formatStorage, installBrokerJars } from './broker-jars.ts'
import { accepts, freePorts, isPortFree } from './free-ports.ts'
import { awaitPrevious } from './previous-process.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface BrokerOptions extends InstallOptions {
  /** logs, metadata, its own configuration and its log file; a start on the same folder continues */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
  /** default 127.0.0.1 */
  readonly host?: string
  /** more listeners beside PLAINTEXT, by name, each on a free port: `{ SASL: 'SASL_PLAINTEXT' }` */
  readonly listeners?: Readonly<Record<string, ListenerProtocol>>
  /** broker properties, which win over ours */
  readonly properties?: Readonly<Record<string, string>>
}

export interface Broker extends LocalProcess {
  /** `host:port` of the PLAINTEXT listener */
  readonly bootstrap: string
  /** `host:port` of each further listener, by name */
  readonly listeners: Readonly<Record<string, string>>
}

const choosePorts = async ({ host = '127.0.0.1', port, listeners = {} }: BrokerOptions) => {
  if (port !== undefined && !(await isPortFree(port, host)))
    throw new Error(`port ${port} on ${host}, for the broker, is in use`)
  const names = Object.entries(listeners)
  const [own = 0, controllerPort = 0, ...rest] = await freePorts(2 + names.length, host)
  const extra = names.map(([name, protocol], at) => [name, { protocol, port: rest[at] ?? 0 }] as const)
  return { host, port: port ?? own, controllerPort, listeners: Object.fromEntries(extra) }
}

/** Starts Apache Kafka, one node with its own controller, and resolves when it serves clients. */
export const startBroker = async (options: BrokerOptions): Promise<Broker> => {
  const dataDir = resolve(options.dataDir)
  const files = brokerFiles(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const jars = await installBrokerJars(options)
  await awaitPrevious(files.pid)
  const ports = await choosePorts(options)
  writeBrokerFiles({ dataDir, ...ports, properties: options.properties ?? {} })
  if (!isFormatted(dataDir)) await formatStorage(jars, dataDir)
  const process = await startProcess({
    name: 'broker',
    command: 'java',
    args: [...brokerFlags(dataDir), ...jars.flags, 'kafka.Kafka', files.properties],
    logFile: files.log,
    pidFile: files.pid,
    ready: () => accepts(ports.port, ports.host),
  })
  const addresses = Object.entries(ports.listeners).map(([name, each]) => [
    name,
    `${ports.host}:${each.port}`,
  ])
  return { ...process, bootstrap: `${ports.host}:${ports.port}`, listeners: Object.fromEntries(addresses) }
}
