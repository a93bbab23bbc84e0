import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
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

/** Unpacks Debian packages into `folder`, without installing them. */
export const unpackDebianPackages = async (folder: string, packages: readonly string[]): Promise<void> => {
  const state = join(folder, 'apt')
  for (const each of ['lists/partial', 'cache/archives/partial', 'packages'])
    await mkdir(join(state, each), { recursive: true })
  const options = folders(state)
  await runCommand('apt-get', ['update', ...options])
  const cwd = join(state, 'packages')
  await runCommand('apt-get', ['download', ...options, ...packages], { cwd })
  for (const file of await readdir(cwd)) await runCommand('dpkg-deb', ['-x', join(cwd, file), folder])
  await rm(state, { recursive: true })
}
