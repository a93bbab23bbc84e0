import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installOnce } from '../../../infra/local/install-once.ts'

const module = join(import.meta.dirname, '../../../infra/local/install-once.ts')
const run = promisify(execFile)
let cache = ''

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'install-once-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

const fill = async (temporary: string) => {
  mkdirSync(temporary)
  writeFileSync(join(temporary, 'file'), 'content')
}

describe('what is installed once', () => {
  test('is made whole, with nothing left beside it, and never again', async () => {
    const target = join(cache, 'deep', 'artifact')
    await installOnce(target, fill)
    await installOnce(target, () => Promise.reject(new Error('made again')))
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe('content')
    expect(readdirSync(join(cache, 'deep'))).toEqual(['artifact'])
  })

  test('is made by one caller when several ask', async () => {
    let made = 0
    const target = join(cache, 'artifact')
    const count = async (temporary: string) => {
      made += 1
      await fill(temporary)
    }
    await Promise.all([installOnce(target, count), installOnce(target, count)])
    expect(made).toBe(1)
  })

  test('is made by one process when several ask', async () => {
    const source = `import { installOnce } from ${JSON.stringify(module)}
import { mkdirSync } from 'node:fs'
await installOnce(${JSON.stringify(join(cache, 'artifact'))}, async temporary => {
  console.log('made')
  await new Promise(resolve => setTimeout(resolve, 300))
  mkdirSync(temporary)
})`
    const ask = () => run(process.execPath, ['--input-type=module', '-e', source])
    const outputs = await Promise.all([ask(), ask(), ask()])
    expect(outputs.map(each => each.stdout).join('')).toBe('made\n')
    expect(readdirSync(cache)).toEqual(['artifact'])
  })

  test('is tried again after a failure', async () => {
    const target = join(cache, 'artifact')
    await expect(installOnce(target, () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    )
    expect(readdirSync(cache)).toEqual([])
    await installOnce(target, fill)
    expect(readdirSync(target)).toEqual(['file'])
  })

  test('does not wait for a process that died while it made it', async () => {
    const target = join(cache, 'artifact')
    const { stdout } = await run(process.execPath, ['-p', 'process.pid'])
    writeFileSync(`${target}.lock`, stdout)
    await installOnce(target, fill)
    expect(readdirSync(cache)).toEqual(['artifact'])
  })
})
