import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { hasApt } from '../../../infra/local/apt.ts'
import { runCommand } from '../../../infra/local/run-command.ts'

const script = join(import.meta.dirname, '../../../infra/local/demo-search.ts')

const isDocument = (line: string) => / s later: /.test(line)

const startDemo = (dataDir: string) => {
  const demo = spawn(process.execPath, [script, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const shown = new Promise<void>(resolve => {
    for (const stream of [demo.stdout, demo.stderr])
      createInterface(stream).on('line', line => {
        lines.push(line)
        if (lines.filter(isDocument).length === 2) resolve()
      })
  })
  return { demo, lines, shown }
}

/** What runs on files of a folder. */
const processesIn = async (dir: string) =>
  (await runCommand('ps', ['-eww', '-o', 'args='])).split('\n').filter(line => line.includes(dir))

test.runIf(await hasApt())('rows of the demo become documents, and Ctrl-C ends everything', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'demo-search-'))
  const { demo, lines, shown } = startDemo(dataDir)
  const ended = once(demo, 'exit')
  try {
    await Promise.race([shown, ended])
    expect(lines.filter(isDocument), lines.join('\n')).toEqual([
      expect.stringMatching(
        /: mysql-mytable\+0\+5 \{"id":6,"name":"Fig","price":2\.24,"made":\d{13}\}, one of 6$/,
      ),
      expect.stringMatching(
        /: mysql-mytable\+0\+6 \{"id":7,"name":"Medlar","price":2\.49,"made":\d{13}\}, one of 7$/,
      ),
    ])
  } finally {
    demo.kill('SIGINT')
  }
  expect(await ended).toEqual([0, null])
  expect(await processesIn(dataDir)).toEqual([])
  await rm(dataDir, { recursive: true })
})
