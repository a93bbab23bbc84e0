// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { describe, expect, test } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { connectorKey, connectorOf } from '../../../functions/runtime/state/items.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { stepEntries } from '../../helpers/step-plugins.ts'
import { openApi } from './api-client.ts'

type Config = Readonly<Record<string, string>>

const path = '/connectors/d1/config'
const drain = { 'connector.class': 'Drain', topics: 'in' }

const created = async (config: Config) => {
  const api = openApi()
  await api.request('POST', '/connectors', { body: { name: 'd1', config: { ...drain, ...config } } })
  const shown = (await api.request('GET', path)).body as Config
  const stored = async (): Promise<Config> => {
    const { item } = await api.table.get(connectorKey('d1'))
    return item === undefined ? {} : connectorOf(item).config
  }
  return { ...api, shown, stored }
}

describe('what is shown of a value', () => {
  test.each([
    ['mode', 'https://user:canary@host/path?x=1', 'https://user:[hidden]@host/path?x=1'],
    [
      'mode',
      'jdbc:mysql://host/db?user=root&password=canary&ssl=true',
      'jdbc:mysql://host/db?user=root&password=[hidden]&ssl=true',
    ],
    [
      'mode',
      'jdbc:sqlserver://host;user=sa;password=canary;encrypt=true',
      'jdbc:sqlserver://host;user=sa;password=[hidden];encrypt=true',
    ],
    [
      'mode',
      'mongodb+srv://u:canary@a,b/?authSource=admin',
      'mongodb+srv://u:[hidden]@a,b/?authSource=admin',
    ],
    ['mode', 'amqp://a:canary@one, amqp://b:canary@two', 'amqp://a:[hidden]@one, amqp://b:[hidden]@two'],
    ['mode', 'https://user:${vault:db}@host/', 'https://user:${vault:db}@host/'],
    ['mode', 'https://host:8080/a:b@c', 'https://host:8080/a:b@c'],
    ['mode', 'no url at all: user:pass@host', 'no url at all: user:pass@host'],
    ['drain.password', 'canary', '[hidden]'],
    ['drain.password', '${vault:db}', '${vault:db}'],
    ['drain.pasword', 'canary', '[hidden]'],
    ['some.api.key', 'canary', '[hidden]'],
  ])('%s=%s is %s', async (key, value, expected) => {
    const { shown, stored } = await created({ [key]: value })
    expect(shown[key]).toBe(expected)
    expect((await stored())[key]).toBe(value)
  })

  test.each(['append.password', 'append.pasword', 'api.key'])('transforms.a.%s is hidden', async key => {
    const api = openApi({ plugins: pluginsOf([...testPlugins, ...stepEntries]) })
    const chain = { transforms: 'a', 'transforms.a.type': 'Append$Key', 'transforms.a.text': '!' }
    const config = { ...drain, ...chain, [`transforms.a.${key}`]: 'canary' }
    const { status, text } = await api.request('POST', '/connectors', { body: { name: 'd1', config } })
    expect(status).toBe(201)
    const shown = await api.request('GET', path)
    expect(shown.body).toMatchObject({ ...chain, [`transforms.a.${key}`]: '[hidden]' })
    expect(text).not.toContain('canary')
  })

  test('is told in time, whatever it is', async () => {
    const hostile = [
      `x://${':'.repeat(50_000)}`,
      `x://?${'password'.repeat(10_000)}=`,
      `x://u:${'a'.repeat(80_000)}`,
      `${'a:'.repeat(40_000)}//`,
      `x://${'?password='.repeat(8_000)}`,
      `${"='".repeat(40_000)}`,
    ]
    const began = performance.now()
    for (const value of hostile) await created({ mode: value, 'drain.password': value })
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})

describe('a configuration that was shown and is sent back', () => {
  const url = 'https://user:canary@host/'

  test('keeps what is hidden in it', async () => {
    const { request, shown, stored } = await created({ mode: url, 'drain.password': 'canary' })
    const answer = await request('PUT', path, { body: { ...shown, 'drain.topic.name': 'new' } })
    expect(answer.status).toBe(200)
    expect(await stored()).toMatchObject({ mode: url, 'drain.password': 'canary', 'drain.topic.name': 'new' })
    expect((await request('PATCH', path, { body: { mode: shown.mode } })).status).toBe(200)
    expect((await stored()).mode).toBe(url)
  })

  test('does not take it to another host', async () => {
    const { request, shown, stored } = await created({ mode: url })
    const elsewhere = { ...shown, mode: shown.mode?.replace('host', 'elsewhere') ?? '' }
    const { status, text } = await request('PUT', path, { body: elsewhere })
    expect([status, text]).toEqual([
      400,
      expect.stringContaining('it stands for a stored value, and there is none'),
    ])
    expect((await stored()).mode).toBe(url)
  })
})
