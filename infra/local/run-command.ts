import { spawn } from 'node:child_process'

interface Options {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** written to its standard input */
  readonly input?: string
}

const notFound = (command: string) => new Error(`${command} is needed and was not found on the PATH`)

const lastLines = (text: string) => text.trim().split('\n').slice(-5).join('\n')

/** Runs a command to its end and gives its standard output; rejects with its last lines when it fails. */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: Options = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', chunk => {
      stderr += chunk
    })
    child.on('error', error => {
      reject('code' in error && error.code === 'ENOENT' ? notFound(command) : error)
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout)
      else reject(new Error(`${command} ended with ${signal ?? code}: ${lastLines(stderr || stdout)}`))
    })
    // a command that ends without reading its input reports that by its exit code
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
