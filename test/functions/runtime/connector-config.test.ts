import { describe, expect, test } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { defineConfig, int, string } from '../../../connectors/sdk/config.ts'
import { defineSource } from '../../../connectors/sdk/source.ts'
import {
  openConverters,
  parseConnector,
  topicCreation,
  validateConnector,
} from '../../../functions/runtime/connector-config.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'

const exactSource = defineSource({
  classes: ['com.example.Exact'],
  version: '1',
  config: defineConfig({
    topic: string({ importance: 'HIGH', doc: '' }),
    to: int({ default: 0, importance: 'LOW', doc: '' }),
  }),
  exactlyOnce: ({ to }) => to === 0,
  transactionBoundaries: () => true,
  plan: () => ({ tasks: [] }),
  open: () => {
    throw new Error('it is never opened')
  },
})

const plugins = pluginsOf([...testPlugins, { ...exactSource, load: async () => exactSource }])

const source = { name: 'numbers', 'connector.class': 'Numbers', topic: 'out' }
const sink = { name: 'drain', 'connector.class': 'com.example.DrainConnector', topics: 'in' }

const problems = async (properties: Record<string, string>) =>
  (await validateConnector(plugins, properties)).keys
    .filter(value => value.errors.length > 0)
    .map(value => [value.name, ...value.errors])

describe('what is wrong with a configuration', () => {
  const cases: readonly (readonly [string, Record<string, string>, readonly (readonly string[])[]])[] = [
    ['nothing in a source', source, []],
    ['nothing in a sink', sink, []],
    [
      'a number that is none counts twice',
      { ...source, 'tasks.max': 'abc' },
      [
        [
          'tasks.max',
          'Invalid value abc for configuration tasks.max: Not a number of type INT',
          'Invalid value null for configuration tasks.max: Value must be non-null',
        ],
      ],
    ],
    [
      'a number out of range',
      { ...source, 'tasks.max': '0' },
      [['tasks.max', 'Invalid value 0 for configuration tasks.max: Value must be at least 1']],
    ],
    [
      'an empty name',
      { ...source, name: '' },
      [['name', 'Invalid value  for configuration name: String may not be empty']],
    ],
    [
      'control characters in the name',
      { ...source, name: 'a\nb' },
      [
        [
          'name',
          'Invalid value a\nb for configuration name: String may not contain control sequences but had the following ASCII chars: 10',
        ],
      ],
    ],
    [
      'a required key of the plugin',
      { name: 'numbers', 'connector.class': 'Numbers' },
      [['topic', 'Missing required configuration "topic" which has no default value.']],
    ],
    [
      'no topics',
      { name: 'drain', 'connector.class': 'Drain' },
      [
        ['topics', 'Must configure one of topics or topics.regex'],
        ['topics.regex', 'Must configure one of topics or topics.regex'],
      ],
    ],
    [
      'topics twice',
      { ...sink, 'topics.regex': 'in.*' },
      ['topics', 'topics.regex'].map(key => [
        key,
        'topics and topics.regex are mutually exclusive options, but both are set.',
      ]),
    ],
    [
      'a dead letter queue that is read',
      { ...sink, topics: 'in, dead', 'errors.deadletterqueue.topic.name': 'dead' },
      [
        [
          'topics',
          "The DLQ topic 'dead' may not be included in the list of topics ('topics=[in, dead]') consumed by the connector",
        ],
      ],
    ],
    [
      'a dead letter queue that the expression matches',
      {
        name: 'drain',
        'connector.class': 'Drain',
        'topics.regex': 'de.*',
        'errors.deadletterqueue.topic.name': 'dead',
      },
      [
        [
          'topics.regex',
          "The DLQ topic 'dead' may not be matched by the regex for the topics ('topics.regex=de.*') consumed by the connector",
        ],
      ],
    ],
    [
      'an expression that means something else here',
      { name: 'drain', 'connector.class': 'Drain', 'topics.regex': '\\X+' },
      [
        [
          'topics.regex',
          'Invalid value \\X+ for configuration topics.regex: Invalid regex: \\X is not supported: \\X+',
        ],
      ],
    ],
    [
      'a converter that does not exist',
      { ...source, 'value.converter': 'com.example.Nope' },
      [
        [
          'value.converter',
          'Invalid value com.example.Nope for configuration value.converter: Class com.example.Nope could not be found.',
        ],
      ],
    ],
    [
      "a converter's own key",
      { ...source, 'value.converter': 'Upper', 'value.converter.suffix.enable': 'maybe' },
      [
        [
          'value.converter.suffix.enable',
          'Invalid value maybe for configuration value.converter.suffix.enable: Expected value to be either true or false',
        ],
      ],
    ],
    [
      "a key of a converter that is the worker's",
      { ...source, 'value.converter.suffix.enable': 'maybe' },
      [],
    ],
    [
      'a guarantee that its source does not speak of, and transactions that it does not define',
      { ...source, 'exactly.once.support': 'Required', 'transaction.boundary': 'connector' },
      [
        [
          'exactly.once.support',
          'The connector does not implement the API required for preflight validation of exactly-once source support. Please consult the documentation for the connector to determine whether it supports exactly-once semantics, and then consider reconfiguring the connector to use the value "requested" for this property (which will disable this preflight check and allow the connector to be created).',
        ],
        [
          'transaction.boundary',
          'The connector does not support connector-defined transaction boundaries with the given configuration. Please reconfigure it to use a different transaction boundary definition.',
        ],
      ],
    ],
    [
      'a guarantee that its source cannot give as it is configured',
      {
        ...source,
        'connector.class': 'com.example.Exact',
        to: '7',
        'exactly.once.support': 'required',
        'transaction.boundary': 'connector',
      },
      [
        [
          'exactly.once.support',
          'The connector does not support exactly-once semantics with the provided configuration.',
        ],
      ],
    ],
    [
      'a guarantee that its source can give',
      { ...source, 'connector.class': 'com.example.Exact', 'exactly.once.support': 'required' },
      [],
    ],
    [
      'a source fed by events',
      { ...source, 'run.mode': 'event' },
      [
        [
          'run.mode',
          'Invalid value event for configuration run.mode: String must be one of: schedule, continuous',
        ],
      ],
    ],
    [
      'a check of two keys of the plugin',
      { ...source, from: '9', to: '3' },
      [['to', 'from is 9, to is 3, allowed is no less']],
    ],
    [
      'topic creation without its defaults',
      { ...source, 'topic.creation.groups': 'compact', 'topic.creation.compact.include': '(' },
      [
        [
          'topic.creation.compact.include',
          'Invalid value [(] for configuration topic.creation.compact.include: Invalid regex: Unclosed group near index 1\n(',
        ],
        [
          'topic.creation.default.replication.factor',
          'Missing required configuration "topic.creation.default.replication.factor" which has no default value.',
        ],
        [
          'topic.creation.default.partitions',
          'Missing required configuration "topic.creation.default.partitions" which has no default value.',
        ],
      ],
    ],
  ]
  test.each(cases)('%s', async (_, properties, expected) => {
    expect(await problems(properties)).toEqual(expected)
  })

  test('a secret is not told', async () => {
    const { keys: values } = await validateConnector(plugins, { ...sink, 'drain.password': 'hunter2' })
    expect(values.find(value => value.name === 'drain.password')?.value).toBe('[hidden]')
    expect(JSON.stringify(values)).not.toContain('hunter2')
  })

  test('no class, and a class that is none', async () => {
    await expect(validateConnector(plugins, { name: 'x', 'db.password': 'p' })).rejects.toThrow(
      'Connector config {name=x, db.password=[hidden]} contains no connector type',
    )
    await expect(validateConnector(plugins, { ...source, 'connector.class': 'Nope' })).rejects.toThrow(
      'Failed to find any class that implements Connector and which name matches Nope, available connectors are: com.example.NumbersConnector, com.example.DrainConnector',
    )
  })
})

describe('a valid configuration', () => {
  test('is parsed for the framework and for the plugin', async () => {
    const parsed = await parseConnector(plugins, { ...source, 'tasks.max': ' 3 ', from: '5' })
    expect(parsed.type).toBe('source')
    expect(parsed.config).toMatchObject({
      name: 'numbers',
      'tasks.max': 3,
      'run.mode': 'schedule',
      'linger.ms': 200,
      'poll.min.interval.ms': null,
      'exactly.once.support': 'requested',
    })
    expect(parsed.pluginConfig).toEqual({ topic: 'out', from: 5, to: 10 })
  })

  test('of a sink has its topics', async () => {
    const parsed = await parseConnector(plugins, { ...sink, topics: 'a , b' })
    expect(parsed.type === 'sink' && parsed.config.topics).toEqual(['a', 'b'])
  })

  test('otherwise the first problem is thrown', async () => {
    await expect(parseConnector(plugins, { ...source, 'tasks.max': 'x' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'Invalid value x for configuration tasks.max: Not a number of type INT',
    })
  })
})

describe('converters', () => {
  const text = async (connector: Record<string, string>, worker: Record<string, string>) => {
    const { key, value } = await openConverters(plugins, connector, worker)
    const write = (converter: typeof key) =>
      Buffer.from(converter.fromConnect('t', { schema: undefined, value: 'a' }) ?? []).toString()
    return [write(key), write(value)]
  }

  test('are the default ones when nobody names any', async () => {
    expect(await text({ 'value.converter.suffix.enable': 'true' }, {})).toEqual(['a', 'a'])
  })

  test("are the worker's, with the worker's keys alone", async () => {
    const worker = { 'value.converter': 'Upper', 'value.converter.suffix.enable': 'true' }
    expect(await text({ 'value.converter.suffix.enable': 'false' }, worker)).toEqual(['a', 'A!'])
  })

  test("are the connector's, with the connector's keys alone", async () => {
    const worker = { 'key.converter': 'Upper', 'key.converter.suffix.enable': 'true' }
    expect(await text({ 'key.converter': 'com.example.UpperConverter' }, worker)).toEqual(['A', 'a'])
  })

  test('that do not exist are named', async () => {
    await expect(openConverters(plugins, {}, { 'header.converter': 'Nope' })).rejects.toThrow(
      'Invalid value Nope for configuration header.converter: Class Nope could not be found.',
    )
  })
})

describe('topics that have to be created', () => {
  const properties = {
    'topic.creation.groups': 'compacted, wide',
    'topic.creation.default.replication.factor': '-1',
    'topic.creation.default.partitions': '2',
    'topic.creation.compacted.include': 'state.*',
    'topic.creation.compacted.exclude': '.*-log',
    'topic.creation.compacted.cleanup.policy': 'compact',
    'topic.creation.wide.include': '(?i)STATE.*, wide',
    'topic.creation.wide.partitions': '12',
    'topic.creation.wide.replication.factor': '3',
  }
  test.each([
    ['state-a', { partitions: 2, config: { 'cleanup.policy': 'compact' } }],
    ['state-log', { partitions: 12, replicationFactor: 3, config: {} }],
    ['my-state', { partitions: 2, config: {} }],
  ])('%s is as the first group that includes it says', async (name, settings) => {
    expect((await topicCreation(properties))(name)).toEqual({ name, ...settings })
  })
  test('-1 of a group is the default of the broker, not of the default group', async () => {
    const broker = { ...properties, 'topic.creation.wide.partitions': '-1' }
    expect((await topicCreation(broker))('wide')).toEqual({ name: 'wide', replicationFactor: 3, config: {} })
  })
  test('a group that includes nothing is the one of no topic', async () => {
    const { 'topic.creation.compacted.include': _, ...rest } = properties
    expect((await topicCreation(rest))('state-a')).toMatchObject({ partitions: 12 })
  })
  test('patterns of the default group count for nothing', async () => {
    const odd = { ...properties, 'topic.creation.default.exclude': '.*' }
    expect((await topicCreation(odd))('other')).toEqual({ name: 'other', partitions: 2, config: {} })
  })
  test("are the broker's matter when nothing is said", async () => {
    expect((await topicCreation({ topic: 'x' }))('x')).toEqual({ name: 'x' })
  })
})
