// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { describe, expect, test } from 'vitest'
import { plugins, pluginsOf, registry } from '../../../connectors/registry.ts'
import { UNREACHABLE } from '../../../connectors/sdk/problem.ts'
import type { ProbeAnswer } from '../../../events/probe.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { type OpenOptions, openApi } from './api-client.ts'

interface Definition {
  readonly name: string
  readonly default_value: string | null
  readonly order_in_group: number
}

interface Infos {
  readonly name: string
  readonly error_count: number
  readonly groups: readonly string[]
  readonly warnings: readonly { readonly name: string; readonly message: string }[]
  readonly configs: readonly {
    readonly definition: Definition | null
    readonly value: {
      readonly name: string
      readonly value: string | null
      readonly errors: readonly string[]
      readonly recommended_values: readonly string[]
      readonly visible: boolean
    }
  }[]
}

type Config = Readonly<Record<string, string>>

const numbers = { name: 's1', 'connector.class': 'Numbers', topic: 'out' }
const drain = { name: 'd1', 'connector.class': 'Drain', topics: 'in' }

const validateWith = (options: OpenOptions) => async (plugin: string, body: Config) => {
  const answer = await openApi(options).request('PUT', `/connector-plugins/${plugin}/config/validate`, {
    body,
  })
  return { status: answer.status, text: answer.text, ...(answer.body as Infos) }
}
const validate = validateWith({})

const shown = ({ configs }: Infos, name: string) => configs.find(({ value }) => value.name === name)?.value
const errorsIn = ({ configs }: Infos) =>
  configs.flatMap(({ value: { name, errors } }) => errors.map(error => [name, error]))

describe('GET /connector-plugins/{plugin}/config', () => {
  const described = new Map(
    registry.map(({ type, classes }) => [classes[0] ?? '', type] as const).toReversed(),
  )
  test.each([...described])('describes the keys of %s', async (className, type) => {
    const { request } = openApi({ plugins })
    const { status, body } = await request('GET', `/connector-plugins/${className}/config`)
    expect(status).toBe(200)
    const names = (body as Definition[]).map(({ name }) => name)
    const plugin = await plugins.find([type], className)
    const own = Object.keys(plugin?.config ?? {})
    expect(names).toEqual(expect.arrayContaining(own))
    // of connectors their own keys come first, and the type of a converter
    const first = type === 'converter' ? ['converter.type', ...own] : own
    expect(names.slice(0, first.length)).toEqual(first)
    expect(names.includes('connector.class')).toBe(type === 'source' || type === 'sink')
    expect(names).toEqual([...new Set(names)])
  })

  test('takes aliases, and shows the worker’s converters nowhere', async () => {
    const { request } = openApi({ worker: { 'value.converter': 'com.example.UpperConverter' } })
    const { body } = await request('GET', '/connector-plugins/Numbers/config')
    const found = new Map((body as Definition[]).map(each => [each.name, each]))
    expect(found.get('from')).toEqual({
      name: 'from',
      type: 'INT',
      required: false,
      default_value: '0',
      importance: 'LOW',
      documentation: 'first number',
      group: null,
      order_in_group: -1,
      width: 'NONE',
      display_name: 'from',
      dependents: [],
    })
    expect(found.get('value.converter')?.default_value).toBeNull()
    expect(found.get('connector.plugin.version')?.default_value).toBe('1.2.3')
    expect(found.get('errors.tolerance')?.order_in_group).toBe(3)
  })

  test('knows no plugin of another name', async () => {
    const { status, body } = await openApi().request('GET', '/connector-plugins/Nope/config')
    expect([status, body]).toEqual([404, { error_code: 404, message: 'Unknown plugin Nope.' }])
  })
})

describe('PUT /connector-plugins/{plugin}/config/validate', () => {
  test('answers every key with its definition and its value', async () => {
    const found = await validate('Numbers', { ...numbers, from: ' 3 ' })
    expect([found.status, found.name, found.error_count, found.warnings]).toEqual([200, 'Numbers', 0, []])
    expect(found.groups.slice(0, 4)).toEqual(['Common', 'Transforms', 'Predicates', 'Error Handling'])
    expect(shown(found, 'from')).toEqual({
      name: 'from',
      value: '3',
      recommended_values: [],
      errors: [],
      visible: true,
    })
  })

  test('shows the worker’s converter as the default, by its full name', async () => {
    const worker = { 'value.converter': 'Upper', 'value.converter.suffix.enable': 'true' }
    const found = await validateWith({ worker })('Numbers', numbers)
    const key = found.configs.find(({ value }) => value.name === 'value.converter')
    expect(key?.definition?.default_value).toBe('com.example.UpperConverter')
    expect(key?.value.value).toBe('com.example.UpperConverter')
    expect(key?.value.recommended_values).toEqual(['DefaultConverter', 'com.example.UpperConverter'])
    expect(shown(found, 'value.converter.suffix.enable')).toBeUndefined()
  })

  test('counts messages, but the keys of converters once', async () => {
    const found = await validate('Numbers', {
      ...numbers,
      'tasks.max': 'many',
      'value.converter': 'Upper',
      'value.converter.suffix.enable': 'maybe',
    })
    expect(found.error_count).toBe(3)
    expect(shown(found, 'value.converter.converter.type')?.value).toBe('value')
  })

  test('hides secrets, also those that nobody declares', async () => {
    const jaas = 'producer.override.sasl.jaas.config'
    const found = await validate('Drain', {
      ...drain,
      'drain.password': 'canary-1',
      [jaas]: 'password="canary-2";',
      'errors.deadletterqueue.topic.name': 'dead',
    })
    expect(shown(found, 'drain.password')?.value).toBe('[hidden]')
    expect(shown(found, jaas)?.value).toBe('[hidden]')
    expect(found.text).not.toContain('canary')
  })

  test.each([
    [
      'Numbers',
      { ...numbers, 'connector.class': 'Drain' },
      'Included connector type Drain does not match request type Numbers',
    ],
    [
      'Numbers',
      { name: 's1', topic: 'out' },
      'Connector config {name=s1, topic=out} contains no connector type',
    ],
    [
      'Nope',
      { ...numbers, 'connector.class': 'Nope' },
      'Failed to find any class that implements Connector and which name matches Nope, available connectors are: com.example.NumbersConnector, com.example.DrainConnector',
    ],
  ])('refuses what cannot be told: %s with %j', async (plugin, body, message) => {
    const { status, text } = await validate(plugin, body)
    expect([status, JSON.parse(text)]).toEqual([400, { error_code: 400, message }])
  })

  test('refuses a name that several classes share', async () => {
    const [first] = testPlugins
    const twice = first && [...testPlugins, { ...first, classes: ['org.example.NumbersConnector'] }]
    const { status, text } = await validateWith({ plugins: pluginsOf(twice ?? []) })('Numbers', numbers)
    expect(status).toBe(400)
    expect(JSON.parse(text).message).toBe(
      'More than one connector matches alias Numbers. Please use full package and class name instead. Classes found: com.example.NumbersConnector, org.example.NumbersConnector',
    )
  })
})

describe('keys that nobody reads', () => {
  const warnings = async (plugin: string, config: Config, options: OpenOptions = {}) => {
    const found = await validateWith(options)(plugin, config)
    expect(found.error_count).toBe(0)
    return found.warnings.map(({ message }) => message)
  }

  test('are told, with the key that may be meant', async () => {
    const s3 = { name: 'a', 'connector.class': 'S3Sink', topics: 'in', 's3.bucket.name': 'b' }
    const config = {
      ...s3,
      'flush.sise': '1',
      'rotate.schedule.intervall.ms': '5',
      's3.proxy.url': '',
      tasksmax: '1',
    }
    expect(await warnings('S3Sink', config, { plugins })).toEqual([
      'flush.sise: unknown; did you mean flush.size?',
      'rotate.schedule.intervall.ms: unknown; did you mean rotate.schedule.interval.ms?',
      's3.proxy.url: unknown',
      'tasksmax: unknown; did you mean tasks.max?',
    ])
  })

  test('are not those that are passed on', async () => {
    const passed = {
      'producer.override.linger.ms': '1',
      'consumer.override.max.poll.records': '1',
      'admin.override.retries': '1',
      'topic.creation.groups': 'compact',
      'topic.creation.compact.include': 'a',
      'topic.creation.compact.cleanup.policy': 'compact',
      'topic.creation.default.partitions': '1',
      'topic.creation.default.replication.factor': '1',
      'key.converter': 'Upper',
      'key.converter.suffix.enable': 'true',
    }
    expect(await warnings('Numbers', { ...numbers, ...passed })).toEqual([])
  })

  test('are not those of what is looked up', async () => {
    const looked = {
      'key.converter': '${env:CONVERTER}',
      'key.converter.schemas.enable': 'true',
      'topic.creation.groups': '${env:GROUPS}',
      'topic.creation.default.partitions': '1',
      'topic.creation.default.replication.factor': '1',
      'topic.creation.compact.include': 'a',
    }
    expect(await warnings('Numbers', { ...numbers, ...looked })).toEqual([])
  })

  test('are those of converters and groups that are not there', async () => {
    expect(
      await warnings('Numbers', {
        ...numbers,
        'key.converter': 'Upper',
        'key.converter.sufix.enable': 'true',
        'value.converter.suffix.enable': 'true',
        'topic.creation.default.partitions': '1',
        'topic.creation.default.replication.factor': '1',
        'topic.creation.gone.partitions': '1',
      }),
    ).toEqual([
      'key.converter.sufix.enable: unknown; did you mean key.converter.suffix.enable?',
      'value.converter.suffix.enable: not read, because value.converter is not set',
      'topic.creation.gone.partitions: unknown',
    ])
  })
})

describe('what only the network tells', () => {
  const nothing: ProbeAnswer = { version: 1, errors: [], warnings: [], unreachable: [] }
  const probing = (found: Partial<ProbeAnswer> | undefined) => {
    const asked: Config[] = []
    const probe: OpenOptions['probe'] = async config => {
      asked.push(config)
      return found && { ...nothing, ...found }
    }
    return { asked, probe }
  }
  const create = (options: OpenOptions, config: Config) =>
    openApi(options).request('POST', '/connectors', { body: { name: config.name, config } })

  test('stands at the key that a person would change', async () => {
    const { probe } = probing({
      errors: [['drain.topic.name', 'There is no such topic']],
      warnings: [['topics', 'The topic in does not exist yet']],
      unreachable: ['mode'],
    })
    const found = await validateWith({ probe })('Drain', drain)
    expect(errorsIn(found)).toEqual([
      ['mode', UNREACHABLE],
      ['drain.topic.name', 'There is no such topic'],
    ])
    expect(found.error_count).toBe(2)
    expect(found.warnings).toEqual([{ name: 'topics', message: 'The topic in does not exist yet' }])
  })

  test('keeps a connector from being created or replaced when it is certain', async () => {
    const { probe } = probing({ errors: [['drain.topic.name', 'There is no such topic']] })
    const answer = await create({ probe }, drain)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('contains the following 1 error(s):\\nThere is no such topic\\nYou can')
  })

  test.each([
    ['out of reach', { unreachable: ['drain.topic.name'] }],
    ['to come', { warnings: [['topics', 'The topic in does not exist yet']] as const }],
    ['not to be found out', undefined],
  ])('keeps none when it is %s', async (_, found) => {
    const { asked, probe } = probing(found)
    expect((await create({ probe }, drain)).status).toBe(201)
    expect(asked).toEqual([drain])
  })

  test('is asked only when nothing else is wrong, and never with texts that stand for secrets', async () => {
    const { asked, probe } = probing({})
    await validateWith({ probe })('Drain', { ...drain, 'tasks.max': '0' })
    await validateWith({ probe })('Drain', { ...drain, 'drain.password': '[hidden]' })
    expect((await create({ probe }, { ...drain, topics: '' })).status).toBe(400)
    expect(asked).toEqual([])
  })
})
