import { afterEach, describe, expect, test, vi } from 'vitest'
import { jsonConverter } from '../../../connectors/converters/json-converter.ts'
import { datagenSource } from '../../../connectors/datagen/datagen-source.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { Offset, SourceRecord } from '../../../connectors/sdk/record.ts'

const configOf = (properties: Record<string, string>) =>
  parseConfig(datagenSource.config, { 'kafka.topic': 'made', quickstart: 'users', ...properties })

const open = (
  properties: Record<string, string>,
  { task = 0, offset }: { task?: number; offset?: Offset } = {},
) => {
  const partitions = [{ 'task.id': task }]
  return datagenSource.open({
    config: configOf(properties),
    task: { connector: 'made', number: task, partitions },
    offsets: { get: async () => [offset && { offset }] },
    epoch: 1,
    signal: new AbortController().signal,
  })
}

/** Reads until the source is drained or `count` records came. */
const take = async (reader: Awaited<ReturnType<typeof open>>, count: number) => {
  const records: SourceRecord[] = []
  const batches = reader.read()
  for (;;) {
    const { done, value } = await batches.next()
    if (done === true) return { records, again: value?.again }
    if ('records' in value) records.push(...value.records)
    if (records.length >= count) {
      await batches.return(undefined)
      return { records: records.slice(0, count), again: undefined }
    }
  }
}

const fast = { 'max.interval': '0' }
const generate = async (count: number, properties = {}, options = {}) =>
  (await take(await open({ ...fast, ...properties }, options), count)).records

const quickstarts = ['users', 'pageviews', 'ORDERS', 'ratings', 'stock_trades', 'clickstream_users']

describe.each(quickstarts)('%s', quickstart => {
  test('has values that fit their schema, keyed by a field', async () => {
    const converter = jsonConverter.open(parseConfig(jsonConverter.config, {}), { isKey: false })
    for (const { key, value } of await generate(100, { quickstart })) {
      expect(converter.toConnect('made', converter.fromConnect('made', value))).toEqual(value)
      expect(Object.values(value.value ?? {})).toContain(key.value)
      expect(key.schema).toBeDefined()
    }
  })

  test('is the same for the same seed, from any offset', async () => {
    const whole = await generate(300, { quickstart, 'random.seed': '7' })
    const from = await generate(100, { quickstart, 'random.seed': '7' }, { offset: whole[199]?.offset })
    expect(from).toEqual(whole.slice(200))
  })
})

test('seeds and tasks differ', async () => {
  const [a, b, c] = await Promise.all([
    generate(20),
    generate(20, { 'random.seed': '1' }),
    generate(20, {}, { task: 1 }),
  ])
  const values = (records: readonly SourceRecord[]) => records.map(({ value }) => value.value)
  expect(values(a)).not.toEqual(values(b))
  expect(values(a)).not.toEqual(values(c))
})

test('a task owns a partition of its own', async () => {
  expect(await datagenSource.plan(configOf({}), 3)).toEqual({
    tasks: [0, 1, 2].map(task => ({ partitions: [{ 'task.id': task }] })),
  })
})

test('iterations bound the records of a task, also over several runs', async () => {
  const properties = { ...fast, iterations: '700' }
  const { records, again } = await take(await open(properties), 1000)
  expect(records).toHaveLength(700)
  expect(again).toBeGreaterThan(3_600_000)
  const later = await take(await open(properties, { offset: { 'current.iteration': 650 } }), 1000)
  expect(later.records).toHaveLength(50)
})

describe('with an interval', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('read does not wait, but says when to come back', async () => {
    vi.useFakeTimers({ now: 0 })
    const reader = await open({ 'max.interval': '1000' })
    let count = 0
    while (Date.now() < 1_000_000) {
      const { records, again } = await take(reader, Number.POSITIVE_INFINITY)
      count += records.length
      expect(again).toBeGreaterThan(0)
      expect(again).toBeLessThanOrEqual(1000)
      vi.setSystemTime(Date.now() + (again ?? 0))
    }
    expect(count).toBeGreaterThan(1800)
    expect(count).toBeLessThan(2200)
  })
})

test('a field that is not there cannot be the key', () => {
  const problems = datagenSource.validate?.(configOf({ 'schema.keyfield': 'nope' })) ?? []
  expect([...problems]).toEqual([
    ['schema.keyfield', 'No field nope in users, there are registertime, userid, regionid, gender'],
  ])
  expect([...(datagenSource.validate?.(configOf({ 'schema.keyfield': 'gender' })) ?? [])]).toEqual([])
})

test('a quickstart that is not there is refused', () => {
  expect(() => configOf({ quickstart: 'nope' })).toThrow('String must be one of (case insensitive): users')
})

test('an offset that is none is not taken for the beginning', async () => {
  await expect(open({}, { offset: { 'current.iteration': 'x' } })).rejects.toThrow('current.iteration=x')
})

test.each([
  [{ 'task.id': 0 }, { 'current.iteration': 3 }, []],
  [{ 'task.id': 1 }, { 'current.iteration': 0 }, []],
  [
    { 'task.id': 'x' },
    { 'current.iteration': 3 },
    ['The partition has task.id x, allowed is the number of a task'],
  ],
  [
    { 'task.id': 0 },
    { 'current.iteration': 2n ** 60n },
    ['The offset has current.iteration 1152921504606846976, allowed is the number of records generated'],
  ],
])('offsets that are wanted are judged: %j %s', (partition, offset, problems) => {
  expect([...(datagenSource.validateOffsets?.([{ partition, offset }]) ?? [])]).toEqual(problems)
})
