import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../infra/local/free-ports.ts'
import { type LocalProcess, type ProcessOptions, startProcess } from '../../infra/local/processes.ts'
import { type ConnectRest, connectRest } from './connect-rest.ts'

export interface ConnectProcess extends LocalProcess {
  readonly url: string
  readonly rest: ConnectRest
  /** ms from its start to its first answer that it is ready */
  readonly startedIn: number
}

export interface StartOptions {
  /** resolve as soon as it runs, not when it is ready; it may be killed before it ever is */
  readonly unready?: boolean
  /** more environment variables */
  readonly env?: Readonly<Record<string, string>>
}

/** A Connect worker of any make: how it is run once its worker properties are written. */
export interface ConnectCommand extends StartOptions {
  readonly name: string
  /** for its properties and its log */
  readonly dir: string
  readonly properties: Readonly<Record<string, string>>
  command(propertiesFile: string): Pick<ProcessOptions, 'command' | 'args'>
}

const text = (properties: Readonly<Record<string, string>>) =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')

/** Asks for some 50 ms, so that a start is seen within 5 ms of its end. */
const becomesHealthy = async (rest: ConnectRest) => {
  for (let tries = 0; tries < 10; tries++) {
    if (await rest.isHealthy()) return true
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  return false
}

/** Starts a worker on a free port and resolves when it is ready to handle requests. */
export const startConnectCommand = async (options: ConnectCommand): Promise<ConnectProcess> => {
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const rest = connectRest(url)
  const propertiesFile = join(options.dir, 'worker.properties')
  mkdirSync(options.dir, { recursive: true })
  writeFileSync(propertiesFile, text({ ...options.properties, listeners: url }))
  const startedAt = performance.now()
  const started = await startProcess({
    name: options.name,
    env: { ...process.env, ...options.env },
    ...options.command(propertiesFile),
    logFile: join(options.dir, 'worker.log'),
    ready: options.unready ? () => Promise.resolve(true) : () => becomesHealthy(rest),
  })
  return { ...started, url, rest, startedIn: performance.now() - startedAt }
}

const startScript = join(import.meta.dirname, '../../infra/local/start.ts')

export interface ConnectOptions extends StartOptions {
  readonly bootstrap: string
  /** its `data.dir` lies in it; a start on the same folder continues */
  readonly dir: string
  /** more worker properties */
  readonly properties?: Readonly<Record<string, string>>
}

/** So that the seam between two slices is the normal case. */
export const shortSlices = { 'slice.max.ms': '3000' } as const

/** This project, as `npm start` runs it with a worker file. */
export const startConnect = ({
  bootstrap,
  dir,
  properties = {},
  ...options
}: ConnectOptions): Promise<ConnectProcess> =>
  startConnectCommand({
    name: 'this project',
    dir,
    ...options,
    properties: { 'bootstrap.servers': bootstrap, 'data.dir': join(dir, 'data'), ...properties },
    command: propertiesFile => ({ command: process.execPath, args: [startScript, propertiesFile] }),
  })
