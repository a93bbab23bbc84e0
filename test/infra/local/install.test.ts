import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../../infra/local/install.mjs')
let project = ''

const writeLock = (version: string) => {
  const root = { name: 'probe', version }
  writeFileSync(join(project, 'package.json'), JSON.stringify(root))
  const lock = { ...root, lockfileVersion: 3, requires: true, packages: { '': root } }
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock))
}

const install = (env = process.env) =>
  spawnSync(process.execPath, [join(project, 'infra/local/install.mjs')], { encoding: 'utf8', env })

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'install-'))
  mkdirSync(join(project, 'infra/local'), { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  copyFileSync(script, join(project, 'infra/local/install.mjs'))
  writeLock('1.0.0')
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

describe('the installer', () => {
  test('installs once, says so, and then has nothing to do', () => {
    const first = install()
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toContain('installing npm packages')
    expect(install()).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('installs again when the lock has changed', () => {
    install()
    writeLock('1.0.1')
    expect(install().stdout).toContain('installing npm packages')
  })

  test('names a missing npm in one line and fails', () => {
    const { status, stderr } = install({ PATH: project })
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'npm is needed and was not found on the PATH\n' })
  })

  test('tries again after a failure', () => {
    rmSync(join(project, 'package-lock.json'))
    expect(install().status).toBe(1)
    expect(existsSync(join(project, 'node_modules/.lock-hash'))).toBe(false)
    writeLock('1.0.0')
    expect(install().status).toBe(0)
  })
})
