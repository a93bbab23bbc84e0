import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { startConnect } from '../../helpers/connect-process.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rest-access-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const startScript = join(import.meta.dirname, '../../../infra/local/start.ts')

test('a worker that other machines may reach does not start before it is told who may call', async () => {
  const file = join(dir, 'worker.properties')
  await writeFile(file, `listeners=http://0.0.0.0:0\ndata.dir=${join(dir, 'data')}\n`)
  const ended = await promisify(execFile)(process.execPath, [startScript, file]).catch(error => error)
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(
    /^listeners has http:\/\/0\.0\.0\.0:0, which other machines may reach\. Set rest\.basic\.auth\.user/,
  )
})

test.runIf(inject('bootstrap'))('a worker with a login asks for it, and logs who has called', async () => {
  const connect = await startConnect({
    bootstrap: inject('bootstrap'),
    dir,
    unready: true,
    properties: {
      'config.providers': 'env',
      'config.providers.env.class': 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'rest.basic.auth.user': 'alice',
      'rest.basic.auth.password': `$\u007benv:REST_PASSWORD}`,
    },
    env: { REST_PASSWORD: 's3cret' },
  })
  try {
    const as = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString('base64')}` })
    const get = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${connect.url}${path}`, { headers })).status
    await vi.waitFor(async () => expect(await get('/health', as('alice:s3cret'))).toBe(200), 30_000)
    expect(await get('/connectors?expand=s3cret', as('alice:s3cret'))).toBe(200)
    expect(await get('/connectors', as('alice:wrong'))).toBe(401)
    expect(await get('/health')).toBe(401)
  } finally {
    await connect.stop()
  }
  const log = await readFile(join(dir, 'data/access.log'), 'utf8')
  const calls = log
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(calls.slice(-3)).toMatchObject([
    { caller: 'alice', sourceIp: '127.0.0.1', method: 'GET', path: '/connectors', status: 200 },
    { caller: null, path: '/connectors', status: 401 },
    { caller: null, path: '/health', status: 401 },
  ])
  expect(log).not.toContain('s3cret')
  expect(await readFile(join(dir, 'worker.log'), 'utf8')).not.toContain('s3cret')
})
