import { describe, expect, test } from 'vitest'
import type { GroupChange, GroupChanged } from '../../../events/group-change.ts'
import { connectorKey, offsetKey } from '../../../functions/runtime/state/items.ts'
import { type OpenOptions, openApi } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }
const drain = { 'connector.class': 'Drain', topics: 'in' }
const even = '{"numbers":"even"}'
const odd = '{"numbers":"odd"}'

/** A source that has run, and was stopped. */
const stopped = async (options: OpenOptions = {}) => {
  const api = openApi(options)
  await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
  await api.plan('s1', even, odd)
  await api.runTask('s1', 0, { progress: { [even]: { offset: '{"value":1}', state: '"half"' } } })
  await api.runTask('s1', 1, { progress: { [odd]: { offset: '{"value":2}', state: '"half"' } } })
  await api.request('PUT', '/connectors/s1/stop')
  await api.plan('s1')
  return api
}

const sink = async (options: OpenOptions = {}) => {
  const asked: GroupChange[] = []
  const changeGroup = async (change: GroupChange): Promise<GroupChanged> => {
    asked.push(change)
    return { version: 1, outcome: 'done' }
  }
  const api = openApi({ changeGroup, ...options })
  await api.request('POST', '/connectors', {
    body: { name: 'd1', config: drain, initial_state: 'STOPPED' },
  })
  await api.plan('d1')
  return { ...api, asked }
}

/** A source whose offsets are in Kafka too. */
const exactlyOnce = async (answer: GroupChanged) => {
  const asked: GroupChange[] = []
  const mirrored = { topic: 'connect-offsets', topicId: 'id', partition: 3, position: 7, exact: true }
  const changeGroup = async (change: GroupChange) => {
    asked.push(change)
    return answer
  }
  const api = openApi({ changeGroup })
  await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
  await api.plan('s1', even, odd)
  await api.runTask('s1', 0, { progress: { [even]: { offset: '{"value":1}', mirrored } } })
  await api.runTask('s1', 1, {
    progress: { [odd]: { offset: '{"value":2}', mirrored: { ...mirrored, key: '[ "s1", 1 ]' } } },
  })
  await api.request('PUT', '/connectors/s1/stop')
  await api.plan('s1')
  return { ...api, asked }
}

const body = (...entries: readonly string[]) => `{"offsets":[${entries.join(',')}]}`

describe('changed offsets', () => {
  test.each([
    '{"value":9223372036854775807}',
    '{"value":-9223372036854775808}',
    '{"value":9007199254740993}',
    '{"value":1.0,"text":"1","flag":true,"nothing":null}',
    '{}',
  ])('are stored as they were given: %s', async offset => {
    const { request } = await stopped()
    const given = body(`{"partition":${even},"offset":${offset}}`)
    const answer = await request('PATCH', '/connectors/s1/offsets', { body: given })
    expect(answer.status).toBe(200)
    const { text } = await request('GET', '/connectors/s1/offsets')
    expect(text).toBe(
      body(`{"partition":${even},"offset":${offset}}`, `{"partition":${odd},"offset":{"value":2}}`),
    )
  })

  test('are of the same partition whatever the order of its fields', async () => {
    const { request } = await stopped()
    const patch = (partition: string, offset: string) =>
      request('PATCH', '/connectors/s1/offsets', {
        body: body(`{"partition":${partition},"offset":${offset}}`),
      })
    await patch('{"b":1,"a":"x"}', '{"value":1}')
    await patch('{"a":"x","b":1}', '{"value":2}')
    await patch(even, 'null')
    await patch(odd, 'null')
    expect((await request('GET', '/connectors/s1/offsets')).text).toBe(
      body('{"partition":{"a":"x","b":1},"offset":{"value":2}}'),
    )
  })

  test('leave no state of before, here and on other partitions', async () => {
    const { request, table } = await stopped()
    const before = (await table.get(connectorKey('s1'))).item?.attributes.lineage
    await request('PATCH', '/connectors/s1/offsets', {
      body: body(`{"partition":${even},"offset":{"value":0}}`),
    })
    const connector = (await table.get(connectorKey('s1'))).item?.attributes
    expect(connector?.lineage).toBe(Number(before) + 1)
    expect((await table.get(offsetKey('s1', even))).item?.attributes).toMatchObject({
      offset: '{"value":0}',
      lineage: connector?.lineage,
    })
    expect((await table.get(offsetKey('s1', even))).item?.attributes).not.toHaveProperty('state')
    // its lineage is another one: nobody takes its state up
    expect((await table.get(offsetKey('s1', odd))).item?.attributes.lineage).toBe(before)
  })

  test('of a source that cannot judge them are only those kept here', async () => {
    const { request } = await stopped()
    const answers = [
      await request('PATCH', '/connectors/s1/offsets', { body: body(`{"partition":${even},"offset":null}`) }),
      await request('DELETE', '/connectors/s1/offsets'),
    ]
    const text = (what: string) =>
      `The Connect framework-managed offsets for this connector have been ${what} successfully. However, if this connector manages offsets externally, they will need to be manually ${what} in the system that the connector uses.`
    expect(answers.map(answer => answer.body)).toEqual([
      { message: text('altered') },
      { message: text('reset') },
    ])
    expect((await request('GET', '/connectors/s1/offsets')).body).toEqual({ offsets: [] })
  })

  test('may be more than a transaction takes', async () => {
    const { request } = await stopped()
    const entries = Array.from(
      { length: 250 },
      (_, n) => `{"partition":{"n":"${String(n).padStart(3, '0')}"},"offset":{"value":${n}}}`,
    )
    await request('DELETE', '/connectors/s1/offsets')
    expect((await request('PATCH', '/connectors/s1/offsets', { body: body(...entries) })).status).toBe(200)
    expect((await request('GET', '/connectors/s1/offsets')).text).toBe(body(...entries))
    expect((await request('DELETE', '/connectors/s1/offsets')).status).toBe(200)
    expect((await request('GET', '/connectors/s1/offsets')).body).toEqual({ offsets: [] })
  })
})

describe('what is refused', () => {
  const refusals: readonly (readonly [what: string, body: string, message: string])[] = [
    ['a body that is no object', '[]', 'The body must be a JSON object or properties'],
    ['properties', 'offsets=1', 'The body must be a JSON object'],
    ['another field', '{"offset":[]}', 'Unrecognized field "offset", allowed are offsets'],
    ['an object of offsets', '{"offsets":{}}', 'The field offsets is an object, it must be an array'],
    ['null among them', body('null'), 'An element of the field offsets is null, it must be an object'],
    [
      'another field of one',
      body('{"partition":{},"offset":{},"x":1}'),
      'Unrecognized field "x", allowed are partition, offset',
    ],
    [
      'a text as partition',
      body('{"partition":"a","offset":{}}'),
      'The field partition is a string, it must be an object or null',
    ],
    [
      'a list as offset',
      body('{"partition":{},"offset":[]}'),
      'The field offset is an array, it must be an object or null',
    ],
    [
      'an integer beyond int64',
      body('{"partition":{},"offset":{"a":9223372036854775808}}'),
      'Offsets may only contain primitive types as values, but field a contains 9223372036854775808, which is no int64',
    ],
    [
      'a number beyond a double',
      body('{"partition":{},"offset":{"a":1e400}}'),
      'Offsets may only contain primitive types as values, but field a contains Infinity, which is no number of JSON',
    ],
    [
      'a list in an offset',
      body('{"partition":{},"offset":{"a":[1]}}'),
      'Offsets may only contain primitive types as values, but field a contains ARRAY',
    ],
    [
      'what there is no room for',
      body(`{"partition":{},"offset":{"a":"${'x'.repeat(40_000)}"}}`),
      'A partition or offset has 40008 characters, at most 32768 are allowed',
    ],
  ]

  test.each(refusals)('%s', async (_, given, message) => {
    const { request } = await stopped()
    const before = (await request('GET', '/connectors/s1/offsets')).text
    const answer = await request('PATCH', '/connectors/s1/offsets', { body: given })
    expect([answer.status, answer.body]).toEqual([400, { error_code: 400, message }])
    expect((await request('GET', '/connectors/s1/offsets')).text).toBe(before)
  })

  test('a change while the stop takes its time, in the end', async () => {
    let slept = 0
    const clock = {
      now: () => slept,
      sleep: async (ms: number) => {
        slept += ms
      },
    }
    const { request } = openApi({ clock })
    await request('POST', '/connectors', { body: { name: 's1', config: numbers } })
    await request('PUT', '/connectors/s1/stop')
    const answer = await request('DELETE', '/connectors/s1/offsets')
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      message: expect.stringMatching(/^Connectors must be in the STOPPED state .* its tasks still run$/),
    })
    expect(slept).toBeGreaterThan(10_000)
    expect(slept).toBeLessThan(20_000)
  })
})

describe('a sink and its group', () => {
  const of = (partition: number, offset: number | null) =>
    `{"partition":{"kafka_topic":"in","kafka_partition":${partition}},"offset":${offset === null ? null : `{"kafka_offset":${offset}}`}}`

  test('are in line with each other', async () => {
    const { request, asked } = await sink()
    await request('PATCH', '/connectors/d1/offsets', { body: body(of(0, 5), of(1, null)) })
    await request('DELETE', '/connectors/d1/offsets')
    const change = { version: 1, role: 'group', connector: 'd1' }
    expect(asked).toEqual([
      { ...change, commit: [], reset: [{ topic: 'in', partition: 1 }] },
      { ...change, commit: [{ topic: 'in', partition: 0, offset: 5 }], reset: [] },
      { ...change, commit: [], reset: 'all' },
    ])
  })

  test('new offsets hold also where Kafka does not show them', async () => {
    const { request } = await sink({ changeGroup: async () => ({ version: 1, outcome: 'refused' }) })
    const answer = await request('PATCH', '/connectors/d1/offsets', { body: body(of(0, 5)) })
    expect(answer.status).toBe(200)
    expect((await request('GET', '/connectors/d1/offsets')).text).toBe(
      body('{"partition":{"kafka_partition":0,"kafka_topic":"in"},"offset":{"kafka_offset":5}}'),
    )
  })

  test.each([
    ['refused', 409, 'the group has members that have not left it yet'],
    ['failed', 500, 'Kafka cannot be reached'],
  ] as const)('nothing is reset that Kafka still has: %s', async (outcome, status, why) => {
    const changeGroup = async ({ reset }: GroupChange): Promise<GroupChanged> => ({
      version: 1,
      outcome: reset.length > 0 ? outcome : 'done',
    })
    const { request } = await sink({ changeGroup })
    await request('PATCH', '/connectors/d1/offsets', { body: body(of(0, 5)) })
    const message = `Failed to reset consumer group offsets for connector d1: ${why}`
    const answer = await request('DELETE', '/connectors/d1/offsets')
    expect([answer.status, answer.body]).toEqual([status, { error_code: status, message }])
    expect((await request('GET', '/connectors/d1/offsets')).body).not.toEqual({ offsets: [] })
  })

  test('an offset that no number holds is refused', async () => {
    const { request } = await sink()
    const given = body(
      '{"partition":{"kafka_topic":"in","kafka_partition":0},"offset":{"kafka_offset":9007199254740993}}',
    )
    expect((await request('PATCH', '/connectors/d1/offsets', { body: given })).body).toEqual({
      error_code: 400,
      message:
        "Failed to parse the following Kafka offset value in the provided offsets: '9007199254740993'. Offset values for sink connectors need to be integers.",
    })
  })
})

describe('offsets that are in Kafka too', () => {
  const change = { version: 1, role: 'group', connector: 's1', commit: [], reset: [] }

  test('are changed there first, under the keys that they have', async () => {
    const { request, asked } = await exactlyOnce({ version: 1, outcome: 'done' })
    await request('PATCH', '/connectors/s1/offsets', {
      body: body(`{"partition":${even},"offset":{"value":7}}`),
    })
    expect(asked).toEqual([{ ...change, entries: [{ partition: even, offset: '{"value":7}' }] }])
    expect((await request('DELETE', '/connectors/s1/offsets')).status).toBe(200)
    expect(asked[1]).toEqual({
      ...change,
      entries: [
        { partition: even, offset: null },
        { partition: odd, offset: null, key: '[ "s1", 1 ]' },
      ],
    })
    expect((await request('GET', '/connectors/s1/offsets')).text).toBe(body())
  })

  test.each([
    ['failed', 'Kafka cannot be reached'],
    ['refused', 'Kafka has refused them'],
  ] as const)('stay as they are when that is %s', async (outcome, why) => {
    const { request } = await exactlyOnce({ version: 1, outcome })
    const before = (await request('GET', '/connectors/s1/offsets')).text
    const answer = await request('DELETE', '/connectors/s1/offsets')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain(`Failed to write the offsets of connector s1 to their topic: ${why}`)
    expect((await request('GET', '/connectors/s1/offsets')).text).toBe(before)
  })
})
