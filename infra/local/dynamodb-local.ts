import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { accepts, freePorts } from './free-ports.ts'
import { classPath } from './java.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface DynamoDbOptions extends InstallOptions {
  /** takes its log; the tables are in memory */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
}

export interface DynamoDb extends LocalProcess {
  /** `http://127.0.0.1:port`; any region and credentials will do */
  readonly endpoint: string
}

/** Run from its source, which takes a JDK. */
const launcher = join(import.meta.dirname, 'LoopbackDynamoDb.java')

/** AWS's own DynamoDB Local, in memory, for tests. */
export const startDynamoDb = async (options: DynamoDbOptions): Promise<DynamoDb> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true })
  const folder = await installArtifact('dynamodb-local', options)
  const port = options.port ?? (await freePorts(1))[0] ?? 0
  const process = await startProcess({
    name: 'DynamoDB Local',
    command: 'java',
    args: [
      ...[
        '-Xmx512m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        `-Djava.io.tmpdir=${dataDir}`,
        `-Djava.library.path=${folder}`,
        '-cp',
        classPath(folder),
      ],
      launcher,
      ...['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
    ],
    logFile: join(dataDir, 'dynamodb-local.log'),
    ready: () => accepts(port),
  })
  return { ...process, endpoint: `http://127.0.0.1:${port}` }
}
