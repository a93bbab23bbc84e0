import { join } from 'node:path'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { freePorts, isPortFree } from './free-ports.ts'
import { awaitPrevious } from './previous-process.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface MinistackOptions extends InstallOptions {
  /** for messages and file names: `object store` */
  readonly name: string
  /** exists already; takes the log and what is temporary */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
  /** what of AWS it plays: `s3`, `lambda` … */
  readonly services: readonly string[]
  /** more of its settings */
  readonly env?: NodeJS.ProcessEnv
  /** says who runs, so that a start on the same folder waits until an earlier one is gone */
  readonly pidFile?: string
}

export interface Ministack extends LocalProcess {
  /** `http://127.0.0.1:port`; any region and credentials will do */
  readonly endpoint: string
}

const host = '127.0.0.1'

const isHealthy = (endpoint: string) =>
  fetch(`${endpoint}/_ministack/health`).then(
    response => response.ok,
    () => false,
  )

/** No other listener, no pid file outside, and no word to a Docker that may run here. */
const environment = (folder: string, port: number, { dataDir, services, env }: MinistackOptions) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PYTHONPATH: folder,
  PYTHONDONTWRITEBYTECODE: '1',
  BIND_HOST: host,
  MINISTACK_HOST: host,
  GATEWAY_PORT: String(port),
  SERVICES: services.join(','),
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
  LOG_LEVEL: 'WARNING',
  TMPDIR: dataDir,
  DOCKER_HOST: `unix://${join(dataDir, 'no-docker.sock')}`,
  ...env,
})

const choosePort = async ({ name, port }: MinistackOptions) => {
  if (port === undefined) return (await freePorts(1))[0] ?? 0
  if (!(await isPortFree(port))) throw new Error(`port ${port} on ${host}, for the ${name}, is in use`)
  return port
}

/** Starts an emulator of AWS on this machine and resolves when it answers. */
export const startMinistack = async (options: MinistackOptions): Promise<Ministack> => {
  const { name, dataDir, pidFile } = options
  const folder = await installArtifact('ministack', options)
  // it may hold the port
  if (pidFile !== undefined) await awaitPrevious(pidFile)
  const port = await choosePort(options)
  const endpoint = `http://${host}:${port}`
  const started = await startProcess({
    name,
    command: 'python3',
    args: ['-m', 'ministack'],
    env: environment(folder, port, options),
    logFile: join(dataDir, `${name.replaceAll(' ', '-')}.log`),
    ...(pidFile !== undefined && { pidFile }),
    ready: () => isHealthy(endpoint),
  })
  return { ...started, endpoint }
}
