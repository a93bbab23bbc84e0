import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ConnectProcess, shortSlices, startConnectCommand } from '../../helpers/connect-process.ts'
import type { RunnerSettings } from '../composed-runner.ts'

export interface WorkerOptions {
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
export const startWorker = (options: WorkerOptions): Promise<ConnectProcess> => {
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
