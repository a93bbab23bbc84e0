import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runCommand } from './run-command.ts'

/** apt's own folders, so that nothing of the machine is changed and nobody has to be root. */
const folders = (state: string) => [
  ...['-o', `Dir::State::lists=${join(state, 'lists')}`],
  ...['-o', `Dir::Cache=${join(state, 'cache')}`],
  ...['-o', 'APT::Sandbox::User='],
  '-q',
]

/** Whether this machine has Debian's packages. */
export const hasApt = (): Promise<boolean> =>
  runCommand('apt-get', ['--version']).then(
    () => true,
    () => false,
  )

/** For programs among packages unpacked into `folder`: where the libraries are that came with them. */
export const libraryPath = (folder: string): string =>
  ['lib', 'usr/lib']
    .map(each => join(folder, each))
    .filter(each => existsSync(each))
    .flatMap(each => readdirSync(each).map(name => join(each, name)))
    .filter(each => basename(each).includes('-linux-'))
    .join(':')

/** The libraries that the packages depend on and this machine lacks. */
const missingLibraries = async (options: readonly string[], packages: readonly string[]) => {
  const simulated = ['install', '-s', '--no-install-recommends']
  const plan = await runCommand('apt-get', [...simulated, ...options, ...packages])
  return [...plan.matchAll(/^Inst (lib\S+)/gm)].map(([, name = '']) => name)
}

interface Packages {
  readonly packages: readonly string[]
  /** with the libraries that they depend on and this machine lacks */
  readonly withLibraries?: boolean
}

/** Unpacks Debian packages into `folder`, without installing them. */
export const unpackDebianPackages = async (
  folder: string,
  { packages, withLibraries = false }: Packages,
): Promise<void> => {
  const state = join(folder, 'apt')
  for (const each of ['lists/partial', 'cache/archives/partial', 'packages'])
    await mkdir(join(state, each), { recursive: true })
  const options = folders(state)
  await runCommand('apt-get', ['update', ...options])
  const cwd = join(state, 'packages')
  const all = withLibraries
    ? new Set([...packages, ...(await missingLibraries(options, packages))])
    : packages
  await runCommand('apt-get', ['download', ...options, ...all], { cwd })
  for (const file of await readdir(cwd)) await runCommand('dpkg-deb', ['-x', join(cwd, file), folder])
  await rm(state, { recursive: true })
}
