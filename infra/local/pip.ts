import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'

const quiet = {
  PIP_ROOT_USER_ACTION: 'ignore',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_WARN_CONFLICTS: '1',
}

const hasPip = (python: string) =>
  runCommand(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  )

const installWith = (python: string, folder: string, requirements: readonly string[]) =>
  runCommand(python, ['-m', 'pip', 'install', '-q', '--no-input', '--target', folder, ...requirements], {
    env: { ...process.env, ...quiet },
  })

/** Installs into `folder`, for use as PYTHONPATH. A Python without pip lends it from a passing virtual environment. */
export const installPythonPackages = async (
  folder: string,
  requirements: readonly string[],
): Promise<void> => {
  if (await hasPip('python3')) {
    await installWith('python3', folder, requirements)
    return
  }
  const environment = `${folder}.venv`
  try {
    await runCommand('python3', ['-m', 'venv', environment])
    await installWith(join(environment, 'bin', 'python3'), folder, requirements)
  } finally {
    await rm(environment, { recursive: true, force: true })
  }
}
