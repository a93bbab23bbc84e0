import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

interface Count {
  readonly passed: number
  readonly failed: number
}

/** What is read of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

const project = join(import.meta.dirname, '..')
const binaries = join(project, 'node_modules', '.bin')
const env = { TEST_RUNS: 'full', ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` }

/** Whether it succeeded. Its output goes where ours goes. */
const run = async (command: string, ...args: readonly string[]): Promise<boolean> => {
  console.log(`\n> ${[command, ...args].join(' ')}`)
  const child = spawn(join(binaries, command), args, { cwd: project, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code === 0
}

const check = async (command: string, ...args: readonly string[]): Promise<Count> =>
  (await run(command, ...args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }

/** A file that could not even be loaded has no tests, yet it failed. */
const unloaded = ({ testResults }: Report) =>
  testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length

const countTests = (report: Report, succeeded: boolean): Count => {
  const failed = report.numFailedTests + unloaded(report)
  // vitest also fails for errors outside of any test
  return { passed: report.numPassedTests, failed: succeeded ? failed : Math.max(failed, 1) }
}

const test = async (args: readonly string[]): Promise<Count> => {
  const folder = await mkdtemp(join(tmpdir(), 'test-report-'))
  const file = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const succeeded = await run('vitest', 'run', ...reporters, ...args)
    return countTests(JSON.parse(await readFile(file, 'utf8')), succeeded)
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const counts = [
  await check('biome', 'check'),
  await check('tsc'),
  await check('knip'),
  await test(process.argv.slice(2)),
]
const sum = (each: keyof Count) => counts.reduce((total, count) => total + count[each], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') === 0 ? 0 : 1
