import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectProcess, shortSlices, startConnect } from '../../helpers/connect-process.ts'
import { installPlugins, installProject } from '../../helpers/packed-project.ts'
import { openTopics, type Topics } from '../../helpers/topics.ts'

const soon = { timeout: 30_000, interval: 100 }
const topic = 'polled-pages'
const sha256OfHello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

let dir: string
let connect: ConnectProcess
let topics: Topics
let server: Server
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'custom-plugins-'))
  const installed = await installPlugins(dir, 'my-plugins')
  await installProject(dir)
  server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
  topics = await openTopics(inject('bootstrap'))
  await topics.create(topic)
  connect = await startConnect({
    bootstrap: inject('bootstrap'),
    dir: join(dir, 'connect'),
    properties: { ...shortSlices, 'plugin.path': `/usr/share/no-java-here,${installed}` },
  })
})
afterAll(async () => {
  await connect?.stop()
  await topics?.close()
  server?.close()
  await rm(dir, { recursive: true, force: true })
})

test('plugins of an installed package are listed with their keys', async () => {
  const listed = await connect.rest.request('GET', '/connector-plugins?connectorsOnly=false')
  expect(await listed.json()).toEqual(
    expect.arrayContaining([
      { class: 'com.example.HttpSourceConnector', type: 'source', version: '1.0.0' },
      { class: 'com.example.GzipConverter', type: 'converter', version: '1.0.0' },
      { class: 'com.example.GzipConverter', type: 'header_converter', version: '1.0.0' },
      { class: 'com.example.HashField', type: 'transformation', version: '1.0.0' },
    ]),
  )
  const keys = await connect.rest.request('GET', '/connector-plugins/com.example.HashField/config')
  expect(await keys.json()).toEqual([expect.objectContaining({ name: 'field', required: true })])
})

test('records go through a connector, a converter and a transformation of somebody else', async () => {
  const { port } = server.address() as AddressInfo
  await connect.rest.create('pages', {
    'connector.class': 'HttpSource',
    url: `http://127.0.0.1:${port}/`,
    topic,
    'value.converter': 'com.example.GzipConverter',
    'value.converter.level': '9',
  })
  await vi.waitFor(async () => expect(await topics.end(topic)).toBeGreaterThan(0), soon)
  const [value] = await topics.values(topic)
  expect(gunzipSync(value ?? '').toString()).toBe('hello')

  const file = join(dir, 'pages.txt')
  await connect.rest.create('hashed-pages', {
    'connector.class': 'FileStreamSink',
    file,
    topics: topic,
    'value.converter': 'com.example.GzipConverter',
    transforms: 'hoist,hash',
    'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
    'transforms.hoist.field': 'page',
    'transforms.hash.type': 'com.example.HashField',
    'transforms.hash.field': 'page',
  })
  await vi.waitFor(
    async () => expect(await readFile(file, 'utf8')).toBe(`Struct{page=${sha256OfHello}}\n`),
    soon,
  )
})

test('a worker tells what its plugin path names in vain, and goes on', async () => {
  const log = await readFile(join(dir, 'connect/worker.log'), 'utf8')
  expect(log).toContain('plugin.path: /usr/share/no-java-here: no such file, folder or package')
})
