import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type DatabaseAddress,
  type DatabaseServer,
  type DatabaseServerOptions,
  databaseAddress,
} from './database-server.ts'
import { freePorts } from './free-ports.ts'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts'
import { type LocalProcess, startProcess } from './processes.ts'
import { runCommand } from './run-command.ts'
import { giveToUnprivileged, unprivileged } from './unprivileged.ts'

interface Files {
  readonly binaries: PostgresBinaries
  readonly dataDir: string
}

/** PostgreSQL, for tests and measurements. */
export const startPostgres = async (options: DatabaseServerOptions): Promise<DatabaseServer> => {
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true })
  await giveToUnprivileged(dataDir)
  const files = { binaries: await postgresBinaries(options), dataDir }
  const address = databaseAddress('postgresql', options.port ?? (await freePorts(1))[0] ?? 0, 'postgres')
  if (!existsSync(join(dataDir, 'data'))) await initialise(files, address)
  return { ...(await serveAgain(files, address)), address }
}

const initialise = async ({ binaries, dataDir }: Files, { user, password }: DatabaseAddress) => {
  const passwordFile = join(dataDir, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  const access = ['-U', user, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256']
  const data = ['-D', join(dataDir, 'data'), '-E', 'UTF8', '--no-locale', '--no-sync']
  const [command, args] = unprivileged(join(binaries.folder, 'initdb'), [...access, ...data])
  await runCommand(command, args, { env: binaries.env, cwd: dataDir })
  await rm(passwordFile)
}

/** It refuses to start while processes of one that was killed are ending. */
const serveAgain = async (files: Files, address: DatabaseAddress, attempts = 50): Promise<LocalProcess> => {
  const wasKilled = existsSync(join(files.dataDir, 'data', 'postmaster.pid'))
  try {
    return await serve(files, address)
  } catch (error) {
    if (!wasKilled || attempts === 1) throw error
    await sleep(100)
    return serveAgain(files, address, attempts - 1)
  }
}

/** What commits is with the operating system: it outlives the server, though not the machine. */
const settings = Object.entries({
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  max_connections: '200',
  unix_socket_directories: '',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const serve = ({ binaries, dataDir }: Files, { host, port }: DatabaseAddress) => {
  const place = ['-D', join(dataDir, 'data'), '-h', host, '-p', String(port)]
  const [command, args] = unprivileged(join(binaries.folder, 'postgres'), [...place, ...settings])
  const isReady = ['-q', '-h', host, '-p', String(port)]
  return startProcess({
    name: 'PostgreSQL',
    command,
    args,
    cwd: dataDir,
    env: binaries.env,
    logFile: join(dataDir, 'postgres.log'),
    // at TERM it would wait for its clients to leave
    signal: 'INT',
    ready: () =>
      runCommand(join(binaries.folder, 'pg_isready'), isReady, { env: binaries.env }).then(
        () => true,
        () => false,
      ),
  })
}
