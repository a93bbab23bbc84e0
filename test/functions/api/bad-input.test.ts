import { describe, expect, test } from 'vitest'
import { openApi, type RequestOptions } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }
const invalid = (...errors: string[]) =>
  `Connector configuration is invalid and contains the following ${errors.length} error(s):\n${errors.join('\n')}\nYou can also find the above list of errors at the endpoint \`/connector-plugins/{connectorType}/config/validate\``

const post: readonly (readonly [what: string, options: RequestOptions, status: number, message: string])[] = [
  ['no body', { body: '' }, 400, 'The body is empty, it must be a JSON object or properties'],
  ['broken JSON', { body: '{"name":' }, 400, 'Not JSON: Unexpected end of JSON input'],
  ['a JSON array', { body: [] }, 400, 'The body must be a JSON object or properties'],
  ['a JSON number', { body: '12' }, 400, 'The body must be a JSON object or properties'],
  [
    'another type',
    { body: '<a/>', headers: { 'content-type': 'application/xml' } },
    415,
    'HTTP 415 Unsupported Media Type: got application/xml, allowed are application/json, text/plain, text/x-java-properties, application/x-www-form-urlencoded, application/octet-stream',
  ],
  [
    'too long a body',
    { body: ' '.repeat(1024 * 1024 + 1) },
    413,
    'The body has 1048577 bytes, at most 1048576 are allowed',
  ],
  [
    'a configuration that no item has room for',
    { body: { name: 'a', config: { ...numbers, more: 'x'.repeat(256 * 1024) } } },
    413,
    'The configuration has 262208 bytes as JSON, at most 262144 are allowed',
  ],
  [
    'JSON that nests deep',
    { body: `{"name":"a","config":${'['.repeat(10_000)}${']'.repeat(10_000)}}` },
    400,
    'JSON nests deeper than 1000 levels',
  ],
  [
    'JSON with a secret before its mistake',
    { body: '{"drain.password":s3cret}' },
    400,
    "Not JSON: Unexpected token 's'",
  ],
  [
    'half a character',
    { body: '{"name":"\\ud83d","config":{}}' },
    400,
    'The body has half a pair of surrogates, which is no character',
  ],
  [
    'half a character in properties',
    { body: 'name=a\nconnector.class=Numbers\ntopic=\\ud83d' },
    400,
    'The properties have half a pair of surrogates, which is no character',
  ],
  [
    'a name with a slash',
    { body: { name: 'a/b', config: numbers } },
    400,
    invalid(
      'Invalid value a/b for configuration name: String may not contain / or ?, where a part of a path ends',
    ),
  ],
  [
    'a name that no path can have',
    { body: { name: '..', config: numbers } },
    400,
    invalid('Invalid value .. for configuration name: String may not be . or .., which no path can have'),
  ],
  [
    'a name with a line end',
    { body: { name: 'a\nb', config: numbers } },
    400,
    invalid(
      'Invalid value a\nb for configuration name: String may not contain control sequences but had the following ASCII chars: 10',
    ),
  ],
  [
    'a name that is too long',
    { body: { name: 'ä'.repeat(513), config: numbers } },
    400,
    invalid(
      `Invalid value ${'ä'.repeat(513)} for configuration name: String has 1026 bytes in UTF-8, allowed are at most 1024`,
    ),
  ],
  [
    'another field',
    { body: { name: 'a', conf: {} } },
    400,
    'Unrecognized field "conf", allowed are name, config, initial_state',
  ],
  ['no config', { body: { name: 'a' } }, 400, 'The field config is missing, it must be an object of strings'],
  [
    'a name that is none',
    { body: { name: {}, config: numbers } },
    400,
    'The name of a connector must be a string',
  ],
  [
    'a null value',
    { body: { name: 'a', config: { ...numbers, from: null } } },
    400,
    'Null value can not be supplied as the configuration value.',
  ],
  [
    'an object as value',
    { body: { name: 'a', config: { ...numbers, from: {} } } },
    400,
    'The value of configuration from is an object, allowed are strings, numbers and booleans',
  ],
  [
    'an array as value',
    { body: { name: 'a', config: { ...numbers, from: [] } } },
    400,
    'The value of configuration from is an array, allowed are strings, numbers and booleans',
  ],
  [
    'an initial state',
    { body: { name: 'a', config: numbers, initial_state: 'ASLEEP' } },
    400,
    'initial_state is ASLEEP, allowed are RUNNING, PAUSED, STOPPED',
  ],
  [
    'two names',
    { body: { name: 'a', config: { ...numbers, name: 'b' } } },
    400,
    "Connector name configuration (b) doesn't match connector name in the URL (a)",
  ],
  [
    'no name',
    { body: { config: numbers } },
    400,
    invalid('Invalid value  for configuration name: String may not be empty'),
  ],
  [
    'no class',
    { body: { name: 'a', config: { file: 'b' } } },
    400,
    'Connector config {file=b, name=a} contains no connector type',
  ],
  [
    'a class that does not exist',
    { body: { name: 'a', config: { 'connector.class': 'Nope' } } },
    400,
    'Failed to find any class that implements Connector and which name matches Nope, available connectors are: com.example.NumbersConnector, com.example.DrainConnector',
  ],
  [
    'several mistakes',
    { body: { name: 'a', config: { ...numbers, 'tasks.max': '0', to: 'x' } } },
    400,
    invalid(
      'Invalid value 0 for configuration tasks.max: Value must be at least 1',
      'Invalid value x for configuration to: Not a number of type INT',
    ),
  ],
  [
    'no topics',
    { body: { name: 'a', config: { 'connector.class': 'Drain' } } },
    400,
    invalid('Must configure one of topics or topics.regex', 'Must configure one of topics or topics.regex'),
  ],
  [
    'a malformed escape',
    { body: 'name=a\nconnector.class=Numbers\ntopic=\\u12' },
    400,
    'The properties cannot be read: Malformed \\uxxxx encoding.',
  ],
]

describe('what cannot be a connector is refused', () => {
  test.each(post)('%s', async (_, options, status, message) => {
    const { request, woken } = openApi()
    const answer = await request('POST', '/connectors', options)
    expect(answer.body).toEqual({ error_code: status, message })
    expect(answer.status).toBe(status)
    expect((await request('GET', '/connectors')).body).toEqual([])
    expect(woken).toEqual([])
  })
})

describe('names', () => {
  test.each([
    'with blanks',
    'ünïcode ✓ 😀',
    'a%2Fb',
    '100%',
    '%25',
    'a#b;c,d+e&f=g',
    '__proto__',
    'n'.repeat(1_000),
  ])('%s: created, read, listed, deleted', async name => {
    const { request } = openApi()
    const path = `/connectors/${encodeURIComponent(name)}`
    const created = await request('POST', '/connectors', { body: { name, config: numbers } })
    expect(created.status).toBe(201)
    expect(created.headers.location).toBe(`http://localhost:8083${path}`)
    expect((await request('GET', path)).body).toMatchObject({ name, config: { name } })
    expect((await request('GET', `${path}/status`)).body).toMatchObject({ name })
    expect((await request('GET', '/connectors')).body).toEqual([name])
    expect((await request('DELETE', path)).status).toBe(204)
    expect((await request('GET', '/connectors')).body).toEqual([])
  })

  test('that are empty in a path are none', async () => {
    const { request } = openApi()
    expect((await request('GET', '/connectors//status')).status).toBe(404)
  })
})
