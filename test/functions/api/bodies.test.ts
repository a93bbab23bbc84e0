import { describe, expect, test } from 'vitest'
import { eventOf, openApi } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }

describe('bodies', () => {
  const properties = [
    '# numbers',
    'name=p1',
    'connector.class = Numbers',
    'topic: o\\u0075t',
    'to = 1\\',
    '  2',
    'extra.key=a=b',
  ].join('\n')
  const types = [
    'application/json; charset=utf-8',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/x-java-properties',
    '',
  ]

  describe.each(types)('a configuration as "%s"', type => {
    const json = { ...numbers, topic: 'out', to: '12', 'extra.key': 'a=b' }
    const headers = { 'content-type': type }

    test.each([
      ['properties', properties],
      ['JSON', { name: 'p1', config: json }],
    ])('creates, from %s', async (_, body) => {
      const answer = await openApi().request('POST', '/connectors', { body, headers })
      expect(answer).toMatchObject({ status: 201, body: { name: 'p1', config: { name: 'p1', ...json } } })
    })

    test.each([
      ['properties', properties],
      ['JSON', json],
    ])('creates, replaces, patches and validates, from %s', async (_, body) => {
      const { request } = openApi()
      const put = () => request('PUT', '/connectors/p1/config', { body, headers })
      expect(await put()).toMatchObject({ status: 201, body: { config: json } })
      expect(await put()).toMatchObject({ status: 200, body: { config: json } })
      const patched = await request('PATCH', '/connectors/p1/config', { body, headers })
      expect(patched).toMatchObject({ status: 200, body: { config: json } })
      const validated = await request('PUT', '/connector-plugins/Numbers/config/validate', { body, headers })
      const { configs } = validated.body as { configs: { value: { name: string; value: string } }[] }
      expect(configs.find(({ value }) => value.name === 'to')?.value.value).toBe('12')
    })
  })

  test.each(['application/xml', 'multipart/form-data; boundary=x', 'application/jsonx', 'text/html', '*/*'])(
    'of the type %s are not read, wherever they go',
    async type => {
      const { request, woken } = openApi()
      for (const [method, path] of [
        ['POST', '/connectors'],
        ['PUT', '/connectors/p1/config'],
        ['PUT', '/connector-plugins/Numbers/config/validate'],
      ] as const) {
        const { status } = await request(method, path, {
          body: properties,
          headers: { 'content-type': type },
        })
        expect([path, status]).toEqual([path, 415])
      }
      expect(woken).toEqual([])
    },
  )

  test('the last of several values of a key counts', async () => {
    const { request } = openApi()
    const twice = '{"name":"d1","name":"d2","config":{"connector.class":"Numbers","topic":"a","topic":"b"}}'
    expect((await request('POST', '/connectors', { body: twice })).body).toMatchObject({
      name: 'd2',
      config: { topic: 'b' },
    })
    const lines = 'name=d3\nconnector.class=Numbers\ntopic=a\ntopic=b\n'
    expect((await request('POST', '/connectors', { body: lines })).body).toMatchObject({
      config: { topic: 'b' },
    })
  })

  const sent = (body: Buffer) => ({
    ...eventOf('POST', '/connectors', { body: body.toString('base64') }),
    isBase64Encoded: true,
  })

  test('properties may be in Latin-1, JSON may not', async () => {
    const { send } = openApi()
    const properties = await send(
      sent(Buffer.from('name=l1\nconnector.class=Numbers\ntopic=\u00fcber\n', 'latin1')),
    )
    expect(properties.body).toMatchObject({ config: { topic: '\u00fcber' } })
    const json = await send(sent(Buffer.from('{"name":"\u00fc","config":{}}', 'latin1')))
    expect(json.body).toEqual({ error_code: 400, message: 'The body is JSON, but not in UTF-8' })
  })

  test('in base64 are measured by what they stand for', async () => {
    const { send } = openApi()
    const { status, body } = await send(sent(Buffer.alloc(1024 * 1024 + 1)))
    expect([status, body]).toEqual([
      413,
      { error_code: 413, message: 'The body has 1048577 bytes, at most 1048576 are allowed' },
    ])
    expect((await send(sent(Buffer.alloc(1024 * 1024, ' ')))).status).toBe(400)
  })

  test('properties replace and patch a configuration', async () => {
    const { request } = openApi()
    await request('PUT', '/connectors/p1/config', { body: properties })
    await request('PATCH', '/connectors/p1/config', { body: 'topic=other\nfrom=2\n' })
    expect((await request('GET', '/connectors/p1/config')).body).toEqual({
      name: 'p1',
      'connector.class': 'Numbers',
      topic: 'other',
      from: '2',
      to: '12',
      'extra.key': 'a=b',
    })
  })

  test('numbers and booleans become the texts they were', async () => {
    const { request } = openApi()
    const body = `{"name":7,"config":{"connector.class":"Numbers","topic":true,"a":12345678901234567890,"b":1.0,"c":1e3,"__proto__":"x"}}`
    await request('POST', '/connectors', { body })
    expect((await request('GET', '/connectors/7/config')).text).toBe(
      '{"connector.class":"Numbers","topic":"true","a":"12345678901234567890","b":"1.0","c":"1e3","__proto__":"x","name":"7"}',
    )
  })
})
