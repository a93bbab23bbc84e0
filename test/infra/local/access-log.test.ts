import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Access, openAccessLog } from '../../../infra/local/access-log.ts'

const access: Access = {
  time: '2026-11-26T04:00:00.000Z',
  caller: 'alice',
  sourceIp: '127.0.0.1',
  method: 'PUT',
  path: '/connectors/a%0Ab/config',
  status: 200,
  latency: 3,
}

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'access-log-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n')

test('calls are appended, also after a restart, and nobody else may read them', () => {
  const file = join(dir, 'access.log')
  openAccessLog(file, () => {})(access)
  openAccessLog(file, () => {})({ ...access, caller: null })
  expect(lines(file).map(line => JSON.parse(line))).toEqual([access, { ...access, caller: null }])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a file that has become large is put aside', () => {
  const file = join(dir, 'access.log')
  openAccessLog(file, () => {})(access)
  truncateSync(file, 10 * 1024 * 1024)
  const log = openAccessLog(file, () => {})
  log(access)
  log(access)
  expect(lines(file)).toHaveLength(2)
  expect(statSync(`${file}.1`).size).toBe(10 * 1024 * 1024)
})

test('what cannot be written is told once', () => {
  const told: unknown[] = []
  const log = openAccessLog(join(dir, 'nowhere', 'access.log'), error => told.push(error))
  log(access)
  log(access)
  expect(told).toHaveLength(1)
})
