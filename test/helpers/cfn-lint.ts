import { installArtifact } from '../../infra/local/artifacts.ts'
import { runCommand } from '../../infra/local/run-command.ts'

export interface Finding {
  readonly Rule: { readonly Id: string }
  readonly Message: string
  readonly Filename: string
}

const options = ['--format', 'json', '--non-zero-exit-code', 'none', '--regions', 'eu-west-1']

/** What cfn-lint says of templates, errors and warnings. */
export const cfnLint = async (files: readonly string[]): Promise<readonly Finding[]> => {
  const folder = await installArtifact('cfn-lint', { log: console.log })
  const program = ['-c', 'from cfnlint.runner import main; main()']
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
  return JSON.parse(await runCommand('python3', [...program, ...options, '--', ...files], { env }))
}
