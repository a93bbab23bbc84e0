import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { guardedServer } from './guarded-server.ts'
import { openSearchScene, type SearchScene, soon } from './search-scene.ts'

let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
})
afterAll(() => scene?.close())

const classes = [
  'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
  'io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector',
  'io.aiven.connect.elasticsearch.ElasticsearchSinkConnector',
]

interface Validated {
  readonly configs: readonly {
    readonly value: { readonly name: string; readonly errors: readonly string[] }
  }[]
}

const user = (password: string) => ({ 'connection.username': 'elastic', 'connection.password': password })

/** The errors of `validate` by key, and all that it answers. */
const validate = async (connectorClass: string, config: Readonly<Record<string, string>>) => {
  const body = JSON.stringify({ name: 'bad', topics: 'bad', 'connector.class': connectorClass, ...config })
  const path = `/connector-plugins/${connectorClass}/config/validate`
  const answer = await scene.connect().rest.request('PUT', path, { contentType: 'application/json', body })
  const text = await answer.text()
  const { configs } = JSON.parse(text) as Validated
  const errors = configs.flatMap(({ value }) => value.errors.map(error => [value.name, error]))
  return { errors, text }
}

test.concurrent.each(classes)('validate tells what is wrong with a server: %s', async each => {
  await using server = await guardedServer(inject('openSearch'), 'right')
  const wrong = await validate(each, { 'connection.url': server.url, ...user('canary') })
  const message = 'The server does not accept these credentials'
  expect(wrong.errors).toEqual([
    ['connection.username', message],
    ['connection.password', message],
  ])
  expect(wrong.text).not.toContain('canary')
  expect((await validate(each, { 'connection.url': server.url })).errors).toEqual([
    ['connection.username', expect.stringContaining('no credentials are configured')],
  ])
  expect((await validate(each, { 'connection.url': server.url, ...user('right') })).errors).toEqual([])
  const inUrl = await validate(each, { 'connection.url': 'http://elastic:canary@127.0.0.1:1' })
  expect(inUrl.errors).toEqual([['connection.url', expect.stringContaining('do not belong into a URL')]])
  expect(JSON.stringify(inUrl.errors)).not.toContain('canary')
})

test('a password that is changed fails the task, which goes on with the new one', async () => {
  await using server = await guardedServer(inject('openSearch'), 'right')
  const name = 'bad-password'
  const config = { topics: name, 'connection.url': server.url, 'restart.backoff.max.ms': '1000' }
  await scene.topics.create(name)
  await scene.sink(name, { ...config, ...user('right') })
  server.password = 'canary'
  await scene.append(name, [{ key: 'a', value: '{"n":1}' }])
  const says = 'Authentication failed: HTTP 401; see connection.username and connection.password'
  await vi.waitFor(async () => expect(await scene.trace(name)).toContain(says), soon)
  expect(await scene.trace(name)).not.toContain('right')
  const patch = { contentType: 'application/json', body: JSON.stringify(user('canary')) }
  await scene.connect().rest.request('PATCH', `/connectors/${name}/config`, patch)
  await scene.untilCount(name, 1)
})
