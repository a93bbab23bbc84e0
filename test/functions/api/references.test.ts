// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { describe, expect, test } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { validateConnector } from '../../../functions/runtime/connector-config.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { openApi } from './api-client.ts'

const source = { name: 's1', 'connector.class': 'Numbers', topic: 'out' }
const sink = { name: 'd1', 'connector.class': 'Drain', topics: 'in' }

const plugins = pluginsOf(testPlugins)
const validated = async (config: Record<string, string>) => (await validateConnector(plugins, config)).keys

const problems = async (config: Record<string, string>) =>
  (await validated(config)).filter(({ errors }) => errors.length > 0).map(({ name }) => name)

describe('what a configuration refers to is not known to the API', () => {
  test.each([
    ['a number', { ...source, 'tasks.max': '${env:TASKS}' }],
    ['one of a few texts', { ...source, 'errors.tolerance': '${env:TOLERANCE}' }],
    ['part of a value', { ...source, 'linger.ms': '1${env:ZEROES}' }],
    ['a required key', { ...source, topic: '${env:TOPIC}' }],
    ['a key that another one depends on', { ...source, from: '${env:FROM}', to: '3' }],
    ['a converter', { ...source, 'value.converter': '${env:CONVERTER}' }],
    ['topics', { ...sink, topics: '${env:TOPICS}' }],
    [
      'a pattern of topics',
      { name: 'd1', 'connector.class': 'Drain', 'topics.regex': '${env:TOPICS}', 'errors.tolerance': 'all' },
    ],
    [
      'names of groups',
      {
        ...source,
        'topic.creation.groups': '${env:GROUPS}',
        'topic.creation.default.partitions': '${env:PARTITIONS}',
        'topic.creation.default.replication.factor': '1',
      },
    ],
  ])('so nothing is wrong with %s', async (_, config) => {
    expect(await problems(config)).toEqual([])
    const { name, ...rest } = config
    const { request } = openApi()
    expect((await request('POST', '/connectors', { body: { name, config: rest } })).status).toBe(201)
    expect((await request('GET', `/connectors/${name}/config`)).body).toEqual(config)
  })

  test('what is wrong beside it is told', async () => {
    expect(await problems({ ...source, 'tasks.max': '${env:TASKS}', 'linger.ms': 'soon' })).toEqual([
      'linger.ms',
    ])
    expect(await problems({ ...sink, 'drain.password': '${env:P}', 'topics.regex': 'x' })).toEqual([
      'topics',
      'topics.regex',
    ])
    expect(await problems({ ...source, 'linger.ms': '${env}' })).toEqual(['linger.ms'])
  })
})

describe('a secret', () => {
  test.each([
    ['${env:P}', '${env:P}'],
    ['${env:P}${file:/x:y}', '${env:P}${file:/x:y}'],
    ['hunter2${env:P}', '[hidden]'],
    ['${hunter2}', '[hidden]'],
  ])('that reads %s is shown as %s', async (secret, shown) => {
    const config = { ...sink, 'drain.password': secret }
    const value = (await validated(config)).find(({ name }) => name === 'drain.password')
    expect(value).toMatchObject({ value: shown, errors: [] })
    const { request } = openApi()
    await request('PUT', '/connectors/d1/config', { body: config })
    expect((await request('GET', '/connectors/d1/config')).body).toMatchObject({ 'drain.password': shown })
  })
})
