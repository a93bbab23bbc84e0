import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installArtifact } from '../../infra/local/artifacts.ts'

/** What `promtool check metrics` says of a page: what it cannot read rejects, what it would have otherwise is a line. */
export const promtoolLint = async (page: string): Promise<readonly string[]> => {
  const folder = await installArtifact('promtool', { log: console.log })
  const { status, stderr, error } = spawnSync(join(folder, 'usr/bin/promtool'), ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  // 3: it was read, and there are remarks
  if (status !== 0 && status !== 3) throw new Error(`promtool ended with ${status}: ${stderr}`)
  return stderr.split('\n').filter(line => line !== '')
}
