import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createKafka } from '../../../../functions/adapters/kafka/kafka.ts'
import { type ConnectProcess, shortSlices, startConnect } from '../../../helpers/connect-process.ts'
import { openTopics, type Topics } from '../../../helpers/topics.ts'
import { readTopic } from '../../kafka/read-topic.ts'
import { type DatabaseKind, openDatabase, type TestDatabase, types } from './database.ts'

const soon = { timeout: 40_000, interval: 200 }

const kinds = (['postgres', 'mariadb'] as const).filter(
  kind => (inject(kind) as unknown) && (inject('bootstrap') as unknown),
)

/** What of each record's value is told apart by. */
const payload = (value: Buffer): Readonly<Record<string, unknown>> => JSON.parse(String(value)).payload

let dir: string
let topics: Topics
let connect: ConnectProcess

const start = () => startConnect({ bootstrap: inject('bootstrap'), dir, properties: shortSlices })

const killAndRestart = async () => {
  process.kill(connect.pid, 'SIGKILL')
  await connect.ended
  connect = await start()
}

describe.each(kinds)('%s into topics', (kind: DatabaseKind) => {
  const { id, moment } = types[kind]
  let database: TestDatabase
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'jdbc-source-'))
    database = await openDatabase(kind, inject(kind))
    topics = await openTopics(inject('bootstrap'))
    connect = await start()
  })
  afterAll(async () => {
    await connect?.stop()
    await topics?.close()
    await database?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const prefix = () => `${database.name}-`
  const numbersIn = async (topic: string) =>
    (await topics.values(`${prefix()}${topic}`)).map(value => payload(value).n).toSorted()
  const until = (topic: string, numbers: readonly number[]) =>
    vi.waitFor(async () => expect(await numbersIn(topic)).toEqual(numbers.toSorted()), soon)
  const create = (name: string, over: Readonly<Record<string, string>>) =>
    connect.rest.create(`${database.name}-${name}`, {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      'tasks.max': '2',
      'topic.prefix': prefix(),
      'poll.interval.ms': '200',
      ...database.properties,
      ...over,
    })
  const statusOf = (name: string) => connect.rest.status(`${database.name}-${name}`)

  test('as people copy it: no mode, no list of tables', async () => {
    await database.run(
      `CREATE TABLE orders (id ${id}, n int)`,
      'CREATE TABLE countries (n int)',
      'INSERT INTO orders (n) VALUES (1), (2)',
      'INSERT INTO countries VALUES (10), (11)',
    )
    await connect.rest.create(`${database.name}-copied`, {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      'tasks.max': '1',
      'topic.prefix': prefix(),
      ...database.properties,
    })
    await until('orders', [1, 2])
    await until('countries', [10, 11])
    const { connector } = await statusOf('copied')
    expect(connector).toMatchObject({ state: 'RUNNING' })
    expect(connector.trace).toContain(
      `NOTE: mode is not set: incrementing, by the auto-increment column: ${database.name}.orders (id)`,
    )
    expect(connector.trace).toContain(
      `NOTE: mode is not set: as a whole and once: ${database.name}.countries`,
    )
    await killAndRestart()
    await database.run('INSERT INTO orders (n) VALUES (3)', 'INSERT INTO countries VALUES (12)')
    await until('orders', [1, 2, 3])
    expect(await numbersIn('countries')).toEqual([10, 11])
    await connect.rest.delete(`${database.name}-copied`)
    await database.run('DROP TABLE orders', 'DROP TABLE countries')
  })

  test('a first read that is longer than a slice, killed in its middle; exactly once', async () => {
    const count = 30_000
    await database.run(`CREATE TABLE many (id ${id}, n int, at ${moment} DEFAULT '2024-05-01' NOT NULL)`)
    const sequence = kind === 'postgres' ? `generate_series(1, ${count}) AS s(seq)` : `seq_1_to_${count}`
    await database.run(`INSERT INTO many (n) SELECT seq FROM ${sequence}`)
    await create('many', {
      'table.whitelist': 'many',
      mode: 'incrementing',
      'exactly.once.support': 'required',
      'batch.max.rows': '500',
    })
    const inTopic = () => topics.end(`${prefix()}many`).catch(() => 0)
    for (const share of [0.1, 0.6]) {
      await vi.waitFor(async () => expect(await inTopic()).toBeGreaterThan(count * share), {
        timeout: 60_000,
        interval: 50,
      })
      await killAndRestart()
    }
    await vi.waitFor(
      async () => {
        const [{ offset } = { offset: {} }] = await connect.rest.offsets(`${database.name}-many`)
        expect(offset).toEqual({ incrementing: count })
      },
      { timeout: 90_000, interval: 500 },
    )
    const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: database.name })
    const committed = await readTopic(kafka, { topic: `${prefix()}many` }).finally(() => kafka.close())
    const numbers = committed.map(({ value }) => payload(Buffer.from(value ?? '')).n)
    expect(numbers).toHaveLength(count)
    expect(new Set(numbers).size).toBe(count)
    await connect.rest.delete(`${database.name}-many`)
    await database.run('DROP TABLE many')
  }, 180_000)

  test('rows of one time, as many as there may be, and a kill between', async () => {
    await database.run(`CREATE TABLE tied (id ${id}, n int, at ${moment} NOT NULL)`)
    const insert = (n: number, at: string) => database.run(`INSERT INTO tied (n, at) VALUES (${n}, '${at}')`)
    for (let n = 0; n < 5; n++) await insert(n, '2024-05-01 00:00:01')
    const config = { mode: 'timestamp', 'timestamp.column.name': 'at', 'batch.max.rows': '2' }
    await create('tied', { 'table.whitelist': 'tied', ...config })
    await until('tied', [0, 1, 2, 3, 4])
    await vi.waitFor(async () => {
      const [{ offset } = { offset: {} }] = await connect.rest.offsets(`${database.name}-tied`)
      expect(offset).toEqual({ timestamp: 1_714_521_601_000, timestamp_nanos: 0 })
    }, soon)
    await killAndRestart()
    await insert(5, '2024-05-01 00:00:02')
    await until('tied', [0, 1, 2, 3, 4, 5])
    await connect.rest.delete(`${database.name}-tied`)
    await database.run('DROP TABLE tied')
  })

  test('tables over tasks; one that comes and one that goes', async () => {
    for (const n of [1, 2, 3])
      await database.run(
        `CREATE TABLE part_${n} (id ${id}, n int)`,
        `INSERT INTO part_${n} (n) VALUES (${n})`,
      )
    await create('parts', {
      'table.include.list': `${database.name}\\.part_\\d`,
      mode: 'incrementing',
      'incrementing.column.mapping': '.*:id',
      'table.poll.interval.ms': '1000',
    })
    for (const n of [1, 2, 3]) await until(`part_${n}`, [n])
    expect((await statusOf('parts')).tasks).toHaveLength(2)
    await database.run(
      'DROP TABLE part_2',
      `CREATE TABLE part_4 (id ${id}, n int)`,
      'INSERT INTO part_4 (n) VALUES (4)',
      'INSERT INTO part_1 (n) VALUES (11)',
    )
    await until('part_4', [4])
    await until('part_1', [1, 11])
    const { connector, tasks } = await statusOf('parts')
    expect(
      [connector, ...tasks].map(({ state, trace = '' }) => (state === 'FAILED' ? trace : state)),
    ).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
    await connect.rest.delete(`${database.name}-parts`)
  })

  test('what is wrong is told when it is created, or by its status', async () => {
    const config = { mode: 'incrementing', 'incrementing.column.name': 'nr', 'table.whitelist': 'wrong' }
    await database.run('CREATE TABLE wrong (n int)')
    await expect(create('wrong', config)).rejects.toThrow(/nr does not exist in table/)
    await expect(create('wrong', { 'connection.password': 'no-such' })).rejects.toThrow(/password|denied/i)
    await database.run('DROP TABLE wrong', 'CREATE TABLE wrong (nr int NOT NULL)')
    await create('wrong', config)
    await database.run('DROP TABLE wrong', 'CREATE TABLE wrong (n int)')
    await vi.waitFor(async () => {
      const { connector, tasks } = await statusOf('wrong')
      const traces = [connector, ...tasks].map(each => each.trace ?? '').join()
      expect(traces).toContain("Incrementing column: nr does not exist in table '")
    }, soon)
    await connect.rest.delete(`${database.name}-wrong`)
  })
})
