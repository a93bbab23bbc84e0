import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ConnectProcess, shortSlices, startConnectCommand } from '../../helpers/connect-process.ts'
import type { RunnerSettings } from '../composed-runner.ts'

interface WorkerOptions {
  /** of the process's log and properties */
  readonly dir: string
  /** of the state: shared by workers of one deployment */
  readonly dataDir: string
  readonly bootstrap: string
  /** more worker properties */
  readonly properties?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** not the product's own process, but its parts composed for tests */
  readonly composed?: RunnerSettings
  /** before it is ready */
  readonly unready?: boolean
}

const chaos = join(import.meta.dirname, '..')
const project = join(chaos, '../..')

/** A process that runs connectors: the product's own, or one composed of its parts. */
const startWorker = (options: WorkerOptions): Promise<ConnectProcess> => {
  const { dir, dataDir, bootstrap, properties, env, composed, unready } = options
  mkdirSync(dataDir, { recursive: true })
  const script =
    composed === undefined ? join(project, 'infra/local/start.ts') : join(chaos, 'composed-runner.ts')
  return startConnectCommand({
    name: 'worker',
    dir,
    properties: {
      ...shortSlices,
      'bootstrap.servers': bootstrap,
      'data.dir': dataDir,
      'plugin.path': join(chaos, 'keyed-sink.ts'),
      ...properties,
    },
    env: { ...env, ...(composed && { CHAOS_RUNNER: JSON.stringify(composed) }) },
    ...(unready && { unready }),
    command: file => ({ command: process.execPath, args: [script, file] }),
  })
}

/** Processes of one deployment. */
export interface Workers {
  worker(n?: number): ConnectProcess
  /** starts worker `n` on its data, without waiting until it is ready */
  start(n?: number): Promise<void>
  /** kill -9, of one that may have ended by itself */
  kill(n?: number): Promise<void>
  stop(): Promise<void>
}

/** Starts so many, one after the other; `optionsOf`: asked at each start. */
export const startWorkers = async (
  count: number,
  optionsOf: (n: number) => Omit<WorkerOptions, 'unready'>,
): Promise<Workers> => {
  const workers: ConnectProcess[] = []
  for (let n = 0; n < count; n++) workers.push(await startWorker(optionsOf(n)))
  const worker = (n = 0) => {
    const found = workers[n]
    if (found === undefined) throw new Error(`there is no worker ${n}`)
    return found
  }
  return {
    worker,
    start: async (n = 0) => {
      workers[n] = await startWorker({ ...optionsOf(n), unready: true })
    },
    kill: async (n = 0) => {
      const { pid, ended } = worker(n)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it has ended by itself
      }
      await ended
    },
    stop: async () => {
      await Promise.all(workers.map(each => each.stop()))
    },
  }
}
