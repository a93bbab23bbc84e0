import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { freePorts } from './free-ports.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface SchemaRegistryOptions extends InstallOptions {
  /** takes its log; the schemas are in memory */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
}

export interface SchemaRegistry extends LocalProcess {
  /** what `schema.registry.url` takes */
  readonly url: string
}

const API = '/apis/ccompat/v7'
const JAR = 'apicurio-registry-app-2.6.13.Final-runner.jar'

const answers = (url: string) =>
  fetch(`${url}/subjects`).then(
    response => response.ok,
    () => false,
  )

/** Apicurio Registry, which speaks the API of Confluent's, in memory, for tests. Compatibility is not checked unless asked for. */
export const startSchemaRegistry = async (options: SchemaRegistryOptions): Promise<SchemaRegistry> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true })
  const folder = await installArtifact('apicurio', options)
  const port = options.port ?? (await freePorts(1))[0] ?? 0
  const url = `http://127.0.0.1:${port}${API}`
  const jvm = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djava.io.tmpdir=${dataDir}`]
  const started = await startProcess({
    name: 'schema registry',
    command: 'java',
    args: [...jvm, '-jar', join(folder, JAR)],
    cwd: dataDir,
    env: {
      ...process.env,
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(port),
      QUARKUS_MANAGEMENT_ENABLED: 'false',
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'h2',
    },
    logFile: join(dataDir, 'schema-registry.log'),
    ready: () => answers(url),
  })
  return { ...started, url }
}
