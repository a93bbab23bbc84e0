import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { getuid } from 'node:process'
import { libraryPath } from './apt.ts'
import { installArtifact } from './artifacts.ts'
import {
  type DatabaseAddress,
  type DatabaseServer,
  type DatabaseServerOptions,
  databaseAddress,
} from './database-server.ts'
import { accepts, freePorts } from './free-ports.ts'
import { startProcess } from './processes.ts'
import { runCommand } from './run-command.ts'

interface Files {
  /** what Debian's package was unpacked into */
  readonly root: string
  readonly dataDir: string
  readonly serverOptions: readonly string[]
}

interface MariaDbOptions extends DatabaseServerOptions {
  /** further ones of the server: `--ssl-cert=…` */
  readonly serverOptions?: readonly string[]
}

/** MariaDB, for tests and measurements. */
export const startMariaDb = async (options: MariaDbOptions): Promise<DatabaseServer> => {
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true })
  const { serverOptions = [] } = options
  const files = { root: await installArtifact('mariadb', options), dataDir, serverOptions }
  const address = databaseAddress('mariadb', options.port ?? (await freePorts(1))[0] ?? 0, 'connect')
  if (!existsSync(join(dataDir, 'data'))) await initialise(files)
  await writeFile(join(dataDir, 'init.sql'), firstStatements(address), { mode: 0o600 })
  return { ...(await serve(files, address)), address }
}

const program = ({ root }: Files) => join(root, 'usr/sbin/mariadbd')

const environment = ({ root }: Files) => ({ ...process.env, LD_LIBRARY_PATH: libraryPath(root) })

const settings = ({ root, dataDir }: Files, folder: string) => [
  '--no-defaults',
  `--basedir=${join(root, 'usr')}`,
  `--datadir=${join(dataDir, folder)}`,
  `--tmpdir=${dataDir}`,
  '--innodb-log-file-size=64M',
  '--innodb-buffer-pool-size=64M',
  // it is said on purpose
  ...(getuid?.() === 0 ? ['--user=root'] : []),
]

/** What `mariadb-install-db` runs, which is in a package with much besides. */
const systemTables = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
  'maria_add_gis_sp_bootstrap.sql',
  'mysql_sys_schema.sql',
]

const initialise = async (files: Files) => {
  const folder = 'data.new'
  const data = join(files.dataDir, folder)
  await rm(data, { recursive: true, force: true })
  await mkdir(data)
  const scripts = systemTables.map(each => readFile(join(files.root, 'usr/share/mysql', each), 'utf8'))
  const before = [
    'create database mysql;',
    'use mysql;',
    'set @auth_root_socket=NULL;',
    'set @skip_auth_anonymous=1;',
  ]
  const input = [...before, ...(await Promise.all(scripts))].join('\n')
  await runCommand(program(files), [...settings(files, folder), '--bootstrap'], {
    env: environment(files),
    input,
  })
  await rename(data, join(files.dataDir, 'data'))
}

const firstStatements = ({ user, password, database }: DatabaseAddress) => `
create database if not exists ${database} character set utf8mb4;
create user if not exists '${user}'@'%' identified by '${password}';
grant all privileges on *.* to '${user}'@'%' with grant option;
`

const serve = (files: Files, { host, port }: DatabaseAddress) => {
  const { dataDir } = files
  return startProcess({
    name: 'MariaDB',
    command: program(files),
    args: [
      ...settings(files, 'data'),
      `--bind-address=${host}`,
      `--port=${port}`,
      // a path may be too long for a socket, whose name is relative to the data
      '--socket=socket',
      `--init-file=${join(dataDir, 'init.sql')}`,
      // what commits is with the operating system: it outlives the server, though not the machine
      '--innodb-flush-log-at-trx-commit=2',
      '--skip-name-resolve',
      '--performance-schema=OFF',
      '--max-connections=200',
      ...files.serverOptions,
    ],
    cwd: dataDir,
    env: environment(files),
    logFile: join(dataDir, 'mariadb.log'),
    ready: () => accepts(port),
  })
}
