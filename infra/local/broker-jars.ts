import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { brokerFiles, writeBrokerFiles } from './broker-files.ts'
import { accepts, freePorts } from './free-ports.ts'
import { installOnce } from './install-once.ts'
import { classPath } from './java.ts'
import { startProcess } from './processes.ts'
import { runCommand } from './run-command.ts'

export interface BrokerJars {
  readonly folder: string
  /** flags of every JVM that runs these jars, the class path included */
  readonly flags: readonly string[]
}

/** 22 characters of URL-safe base64, as Kafka writes a UUID; a `-` at its start would be taken for an option. */
const clusterId = () =>
  Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').replace(/^-/, '_')

const runFlags = (folder: string) => ['-cp', classPath(folder)]

/** Makes the storage of a new broker. */
export const formatStorage = async (jars: BrokerJars, dataDir: string): Promise<void> => {
  const files = brokerFiles(dataDir)
  const args = ['format', '--ignore-formatted', '-t', clusterId(), '-c', files.properties]
  const flags = [...jars.flags, '-XX:TieredStopAtLevel=1', `-Dlog4j2.configurationFile=${files.logging}`]
  await runCommand('java', [...flags, 'kafka.tools.StorageTool', ...args])
}

/** A class data archive of one start halves every later one (3.8 s to 2.1 s on two cores). */
const recordClasses = async (folder: string, archive: string) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'broker-classes-'))
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const jars = { folder, flags: runFlags(folder) }
  const files = brokerFiles(dataDir)
  try {
    writeBrokerFiles({ dataDir, host: '127.0.0.1', port, controllerPort, listeners: {}, properties: {} })
    await formatStorage(jars, dataDir)
    const broker = await startProcess({
      name: 'broker',
      command: 'java',
      args: [
        ...brokerFlags(dataDir),
        `-XX:ArchiveClassesAtExit=${archive}`,
        ...jars.flags,
        'kafka.Kafka',
        files.properties,
      ],
      logFile: files.log,
      ready: () => accepts(port),
      grace: 30,
    })
    await broker.stop()
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Flags of the broker's JVM alone. */
export const brokerFlags = (dataDir: string): readonly string[] => [
  '-Xms64m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  `-Dlog4j2.configurationFile=${brokerFiles(dataDir).logging}`,
]

/** The broker's jars, ready to run; downloaded and prepared at the first call. */
export const installBrokerJars = async (options: InstallOptions = {}): Promise<BrokerJars> => {
  const folder = await installArtifact('kafka', options)
  const archive = `${folder}.jsa`
  await installOnce(archive, temporary => recordClasses(folder, temporary))
  return { folder, flags: [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto', ...runFlags(folder)] }
}
