import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

interface Options {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** written to its standard input */
  readonly input?: string
}

const notFound = (command: string) => new Error(`${command} is needed and was not found on the PATH`)

const longest = 300

/** The line that says why, as tools mark it; else their last word. */
const reason = (output: string) => {
  const lines = stripVTControlCharacters(output).trim().split('\n')
  const line = lines.find(each => /\bERROR\b|Exception\b/.test(each)) ?? lines.at(-1) ?? ''
  return line.trim().slice(0, longest)
}

/** Runs a command to its end and gives its standard output; rejects with one line when it fails. */
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
      else reject(new Error(`${command} ended with ${signal ?? code}: ${reason(`${stdout}\n${stderr}`)}`))
    })
    // a command that ends without reading its input reports that by its exit code
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
