import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { freePorts } from './free-ports.ts'
import { classPath } from './java.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface OpenSearchOptions extends InstallOptions {
  /** takes data and log: started on the same folder again, the server has what it had */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
}

export interface OpenSearch extends LocalProcess {
  /** what `connection.url` takes */
  readonly url: string
}

/** Run from its source, which takes a JDK. */
const launcher = join(import.meta.dirname, 'OpenSearchNode.java')

const jvm = [
  ...['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  ...['-Djava.security.manager=allow', '--add-opens=java.base/java.nio=ALL-UNNAMED'],
]

/** Whether it takes writes. */
const answers = (url: string) =>
  fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`).then(
    response => response.ok,
    () => false,
  )

/** An OpenSearch of one node, for tests and measurements. */
export const startOpenSearch = async (options: OpenSearchOptions): Promise<OpenSearch> => {
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true })
  const folder = await installArtifact('opensearch', options)
  const [free = 0, transport = 0] = await freePorts(2)
  const port = options.port ?? free
  const url = `http://127.0.0.1:${port}`
  const started = await startProcess({
    name: 'OpenSearch',
    command: 'java',
    args: [
      ...jvm,
      `-Djava.io.tmpdir=${dataDir}`,
      ...['-cp', classPath(folder), launcher, join(dataDir, 'node'), String(port), String(transport)],
    ],
    cwd: dataDir,
    logFile: join(dataDir, 'opensearch.log'),
    ready: () => answers(url),
  })
  return { ...started, url }
}
