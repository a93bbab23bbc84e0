import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { libraryPath } from './apt.ts'
import { type InstallOptions, installArtifact } from './artifacts.ts'

export interface PostgresBinaries {
  /** the folder of `postgres`, `initdb` and the clients */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

const oldest = 15

/** The newest server under `/usr/lib/postgresql`, where Debian and Ubuntu have them by version. */
const newest = (root: string) => {
  const servers = join(root, 'usr/lib/postgresql')
  const versions = existsSync(servers) ? readdirSync(servers).map(Number) : []
  return versions
    .filter(version => version >= oldest)
    .sort((a, b) => b - a)
    .map(version => join(servers, String(version), 'bin'))
    .find(folder => ['postgres', 'initdb', 'pg_isready'].every(each => existsSync(join(folder, each))))
}

/** Whether this machine has a server that is new enough. */
export const hasPostgres = (): boolean => newest('/') !== undefined

/** The machine's own PostgreSQL when it has one that is new enough, else Debian's, unpacked. */
export const postgresBinaries = async (options: InstallOptions): Promise<PostgresBinaries> => {
  const installed = newest('/')
  if (installed !== undefined) return { folder: installed, env: process.env }
  const root = await installArtifact('postgres', options)
  const folder = newest(root)
  if (folder === undefined) throw new Error(`${root} has no PostgreSQL ${oldest} or newer`)
  return { folder, env: { ...process.env, LD_LIBRARY_PATH: libraryPath(root) } }
}
