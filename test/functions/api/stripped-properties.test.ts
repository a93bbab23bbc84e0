import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plugins } from '../../../connectors/registry.ts'
import { runs } from '../../helpers/runs.ts'
import { openApi } from './api-client.ts'

const send = (body: string) =>
  openApi().request('POST', '/connectors', { body, headers: { 'content-type': 'application/json' } })

const stripped = (config: Readonly<Record<string, string>>) =>
  Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join('')

const hint = /; send the file with --data-binary instead of --data$/

describe('properties whose line ends were stripped', () => {
  const source = {
    name: 's1',
    'connector.class': 'com.example.NumbersConnector',
    'tasks.max': '1',
    topic: 'file-input-topic',
  }
  const readable: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a source', source],
    ['a short class', { ...source, 'connector.class': 'Numbers' }],
    ['the class last', { topic: 'name', name: 's1', 'connector.class': 'Numbers' }],
    ['the class alone', { name: 's1', 'connector.class': 'Drain', topics: 'a,b' }],
    [
      'a key that ends as another',
      { name: 's1', 'connector.class': 'Drain', topics: 'in', 'errors.deadletterqueue.topic.name': 'dead' },
    ],
    [
      'keys of converters',
      { ...source, 'value.converter': 'Upper', 'value.converter.suffix.enable': 'true', from: '3' },
    ],
  ]
  test.each(readable)('are told apart: %s', async (_, config) => {
    const answer = await send(stripped(config))
    expect(answer.body).toMatchObject({ name: config.name, config })
    expect(answer.status).toBe(201)
  })

  test.each([
    {
      name: 'file-source',
      'connector.class': 'FileStreamSource',
      'tasks.max': '1',
      file: '/tmp/input.txt',
      topic: 'file-input-topic',
    },
    {
      name: 's3-sink',
      'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
      'tasks.max': '1',
      topics: 'file-input-topic',
      's3.bucket.name': 'my-kafka-bucket',
      's3.region': 'us-east-1',
    },
  ])('of $name, with the plugins that there are', async config => {
    const { request } = openApi({ plugins })
    const answer = await request('POST', '/connectors', { body: stripped(config) })
    expect(answer.body).toMatchObject({ name: config.name, config, tasks: [] })
  })

  test('may have blanks around =', async () => {
    const answer = await send('name = s1connector.class = Numberstopic = out')
    expect(answer.body).toMatchObject({ config: { name: 's1', 'connector.class': 'Numbers', topic: 'out' } })
  })

  test.each([
    ['a key twice', `${stripped(source)}topic=b`, 'the key topic is there twice'],
    [
      'an unknown key',
      `${stripped(source)}colour=red`,
      'no key of this connector class ends before the = that is character 91',
    ],
    [
      'an unknown longer key',
      `${stripped(source)}my.from=3`,
      'the value of topic cannot be told from the key after it',
    ],
    ['a comment', `# all\u0020${stripped(source)}`, '"# all" before the first key name means nothing'],
    [
      'a comment in between',
      stripped({ ...source, 'tasks.max': '1# one' }),
      'the value of tasks.max, which has an escape or a comment, cannot be told',
    ],
    ['no class', 'name=s1topic=a', 'no connector.class that exists can be found in them'],
    [
      'another class',
      'name=s1connector.class=Nopetopic=a',
      'no connector.class that exists can be found in them',
    ],
    [
      'two readings',
      'name=s1connector.class=Draintopics=run.mode=schedule',
      'the keys run.mode and mode cannot be told apart',
    ],
    ['no =', 'topic', 'no connector.class that exists can be found in them'],
  ])('are refused with what to do: %s', async (_, text, why) => {
    const answer = await send(text)
    expect(answer.body).toEqual({
      error_code: 400,
      message: `The line ends of the properties are missing, and without them ${why}; send the file with --data-binary instead of --data`,
    })
  })

  test('a patch is told apart by the class that is stored', async () => {
    const { request } = openApi()
    await request('POST', '/connectors', { body: stripped(source) })
    expect((await request('PATCH', '/connectors/s1/config', { body: 'topic=afrom=2' })).body).toMatchObject({
      config: { ...source, topic: 'a', from: '2' },
    })
  })

  const values = fc.oneof(
    fc.stringMatching(/^[\w./:,-]{1,20}$/),
    // what could be taken for keys, or for parts of them
    fc.constantFrom(
      'name',
      'topic',
      'schedule',
      'run.',
      'topic.',
      'offsets.storage.',
      'drain.',
      'drain.topic.',
      'poll.max.',
      'a.',
      'my-',
      'Connector',
      '#',
      '\\',
    ),
  )
  const keys = [
    'errors.deadletterqueue.topic.name',
    'drain.topic.name',
    'drain.password',
    'mode',
    'run.mode',
    'value.converter',
    'my.key',
    'x.topics',
    'consumer.override.linger.ms',
  ]
  const configs = fc
    .record({
      'connector.class': fc.constantFrom('Drain', 'com.example.DrainConnector'),
      name: values,
      topics: values,
    })
    .chain(required =>
      fc.dictionary(fc.constantFrom(...keys), values).map(more => ({ ...more, ...required })),
    )
    .chain(config => fc.shuffledSubarray(Object.entries(config), { minLength: Object.keys(config).length }))

  const joinedAndWhole = async (entries: readonly (readonly [string, string])[]) => {
    const whole = await send(entries.map(([key, value]) => `${key}=${value}`).join('\n'))
    return { whole, joined: await send(stripped(Object.fromEntries(entries))) }
  }

  test('are read as they were or refused, never otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(configs, async entries => {
        const { whole, joined } = await joinedAndWhole(entries)
        fc.pre(whole.status === 201)
        if (joined.status === 400) expect((joined.body as { message: string }).message).toMatch(hint)
        else expect(joined.body).toEqual(whole.body)
      }),
      { numRuns: runs(150) },
    )
  })

  const plain = fc.stringMatching(/^[a-z/._-]{0,12}[0-9]$/)
  const plainConfigs = fc
    .tuple(
      fc.subarray(['errors.deadletterqueue.topic.name', 'drain.topic.name', 'drain.password']),
      fc.array(plain, { minLength: 5, maxLength: 5 }),
    )
    .map(([more, [name = '', topics = '', ...others]]) => [
      ['connector.class', 'Drain'] as const,
      ['name', name.replaceAll('/', '-')] as const,
      ['topics', `in${topics}`] as const,
      ...more.map((key, i) => [key, `x${others[i]}`] as const),
    ])
    .chain(entries => fc.shuffledSubarray(entries, { minLength: entries.length }))

  test('are read when their values look like no keys', async () => {
    await fc.assert(
      fc.asyncProperty(plainConfigs, async entries => {
        const { whole, joined } = await joinedAndWhole(entries)
        expect(joined.body).toEqual(whole.body)
        expect(joined.status).toBe(201)
      }),
      { numRuns: runs(60) },
    )
  })
})
