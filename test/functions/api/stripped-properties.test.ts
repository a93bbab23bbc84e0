import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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

  test('may have blanks around =', async () => {
    const answer = await send('name = s1connector.class = Numberstopic = out')
    expect(answer.body).toMatchObject({ config: { name: 's1', 'connector.class': 'Numbers', topic: 'out' } })
  })

  test.each([
    ['a key twice', `${stripped(source)}topic=b`, 'the key topic is there twice'],
    [
      'an unknown key',
      `${stripped(source)}colour=red`,
      'no key of this connector class ends before the = that follows "file-input-topiccolour"',
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

  test('are read as they were or refused, never otherwise', async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(configs, async entries => {
        const config = Object.fromEntries(entries)
        const whole = await send(entries.map(([key, value]) => `${key}=${value}`).join('\n'))
        fc.pre(whole.status === 201)
        const answer = await send(stripped(config))
        if (answer.status === 400) {
          expect((answer.body as { message: string }).message).toMatch(hint)
        } else {
          expect(answer.body).toEqual(whole.body)
          read++
        }
      }),
      { numRuns: 150 },
    )
    expect(read).toBeGreaterThan(20)
  })
})
