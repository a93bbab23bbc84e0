import { arch, cpus, platform, release, totalmem } from 'node:os'
import { runCommand } from '../infra/local/run-command.ts'

const javaVersion = async () => {
  const output = await runCommand('java', ['--version'])
  return output.split('\n')[0] ?? ''
}

/** Where and when figures were taken, in a line each. */
export const describeMachine = async (): Promise<readonly string[]> => [
  `${new Date().toISOString().slice(0, 16)}Z`,
  `${cpus().length} cores (${cpus()[0]?.model.trim() || 'unknown processor'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`,
  `Node ${process.versions.node}, ${await javaVersion()}`,
]
