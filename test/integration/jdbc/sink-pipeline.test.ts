import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel, type Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { startMariaDb } from '../../../infra/local/mariadb.ts'
import { startPostgres } from '../../../infra/local/postgres.ts'
import { type ConnectProcess, shortSlices, startConnect } from '../../helpers/connect-process.ts'
import { type OwnServer, ownServer } from '../../helpers/own-server.ts'
import { openTopics, type Topics } from '../../helpers/topics.ts'
import { type Database, databaseAt, ownDatabase } from './own-database.ts'

const soon = { timeout: 60_000, interval: 200 }
const json = 'org.apache.kafka.connect.json.JsonConverter'

const struct = (fields: Readonly<Record<string, string>>) => ({
  type: 'struct',
  optional: false,
  fields: Object.entries(fields).map(([field, type]) => ({
    field,
    type: type.replace('?', ''),
    optional: type.endsWith('?'),
  })),
})

const envelope = (schema: object, payload: unknown): string => JSON.stringify({ schema, payload })

const order = struct({ id: 'int32', item: 'string?' })
const wider = struct({ id: 'int32', item: 'string?', note: 'string?' })
const key = struct({ id: 'int32' })

interface Message {
  readonly id: number
  readonly value: string | null
  readonly partition?: number
}

const put = (id: number, item: string): Message => ({ id, value: envelope(order, { id, item }) })

let dir: string
let connect: ConnectProcess
let topics: Topics
let producer: Producer

const start = () =>
  startConnect({ bootstrap: inject('bootstrap'), dir: join(dir, 'connect'), properties: shortSlices })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jdbc-sink-'))
  connect = await start()
  topics = await openTopics(inject('bootstrap'))
  producer = new Kafka({ brokers: [inject('bootstrap')], logLevel: logLevel.NOTHING }).producer()
  await producer.connect()
})
afterAll(async () => {
  await connect?.stop()
  await producer?.disconnect()
  await topics?.close()
  await rm(dir, { recursive: true, force: true })
})

const killAndRestart = async () => {
  process.kill(connect.pid, 'SIGKILL')
  await connect.ended
  connect = await start()
}

const produce = (topic: string, ...messages: readonly Message[]) =>
  producer.send({
    topic,
    messages: messages.map(({ id, value, partition = 0 }) => ({
      key: envelope(key, { id }),
      value,
      partition,
    })),
  })

/** A topic of this name, and a sink that reads it. */
const sink = async (name: string, keys: Readonly<Record<string, string>>, partitions = 1) => {
  await topics.create(name, partitions)
  const config = {
    'connector.class': 'io.confluent.connect.jdbc.JdbcSinkConnector',
    topics: name,
    'key.converter': json,
    'value.converter': json,
    'restart.backoff.max.ms': '1000',
    'retry.backoff.ms': '100',
    ...keys,
  }
  await connect.rest.create(name, config)
  return config
}

const untilFailed = (name: string) =>
  vi.waitFor(async () => {
    const [task] = (await connect.rest.status(name)).tasks
    expect(task).toMatchObject({ state: 'FAILED' })
    return task?.trace ?? ''
  }, soon)

const servers = { postgres: startPostgres, mariadb: startMariaDb }

describe.each(['postgres', 'mariadb'] as const)('from Kafka into %s', kind => {
  const address = inject(kind)
  let database: Database
  beforeAll(async () => {
    if (address) database = await ownDatabase(kind, address)
  })
  afterAll(() => database?.close())

  const untilRows = (sql: string, ...rows: (string | null)[][]) =>
    vi.waitFor(async () => expect(await database.rows(sql)).toEqual(rows), soon)

  test.runIf(address)('rows come, change, go, and get a column', async () => {
    const topic = `changes_${kind}`
    await sink(topic, {
      ...database.keys,
      'insert.mode': 'upsert',
      'pk.mode': 'record_key',
      'delete.enabled': 'true',
      'auto.create': 'true',
      'auto.evolve': 'true',
    })
    await produce(topic, put(1, 'a'), put(2, 'b'), put(1, 'A'), { id: 2, value: null }, put(3, 'c'))
    await untilRows(`SELECT id, item FROM ${topic} ORDER BY id`, ['1', 'A'], ['3', 'c'])
    await produce(topic, { id: 4, value: envelope(wider, { id: 4, item: 'd', note: 'new' }) }, put(3, 'C'))
    await untilRows(
      `SELECT id, item, note FROM ${topic} ORDER BY id`,
      ['1', 'A', null],
      ['3', 'C', null],
      ['4', 'd', 'new'],
    )
  })

  test.runIf(address)('poison records are dead letters, each of the others is a row', async () => {
    const [topic, dlq] = [`poison_${kind}`, `poison_${kind}_dlq`]
    await database.exec(`CREATE TABLE ${topic} (id smallint NOT NULL, item varchar(10))`)
    await sink(topic, {
      ...database.keys,
      'exactly.once': kind === 'postgres' ? 'true' : 'false',
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': dlq,
      'errors.deadletterqueue.topic.replication.factor': '1',
    })
    const bad = (i: number) => i % 70 === 35
    const all = Array.from({ length: 300 }, (_, i) => put(bad(i) ? 100_000 + i : i, `row ${i}`))
    await produce(topic, ...all.slice(0, 150))
    await produce(topic, ...all.slice(150), { id: 1, value: '"no struct' }, { id: 1, value: null })
    const good = all.filter((_, i) => !bad(i)).length
    await untilRows(`SELECT count(*), count(DISTINCT id) FROM ${topic}`, [String(good), String(good)])
    const letters = await vi.waitFor(async () => {
      const values = (await topics.values(dlq)).map(String)
      expect(values.length).toBe(300 - good + 2)
      return values
    }, soon)
    expect(
      letters.filter(value => value.includes('payload')).map(value => JSON.parse(value).payload.id),
    ).toEqual(all.flatMap(({ value }, i) => (bad(i) ? JSON.parse(value ?? '').payload.id : [])))
  })

  test.runIf(address)('what stops it is in the status, and it goes on when that is mended', async () => {
    const topic = `stopped_${kind}`
    const config = await sink(topic, { ...database.keys, 'exactly.once': 'true' })
    await produce(topic, put(1, 'a'))
    expect(await untilFailed(topic)).toContain(`Table "${topic}" is missing and auto-creation is disabled`)
    await database.exec(`CREATE TABLE ${topic} (id int)`)
    await vi.waitFor(
      async () => expect(await untilFailed(topic)).toContain('auto-evolution is disabled'),
      soon,
    )
    expect(await untilFailed(topic)).toContain("name='item'")
    await connect.rest.replaceConfig(topic, { ...config, 'auto.evolve': 'true' })
    await untilRows(`SELECT id, item FROM ${topic}`, ['1', 'a'])

    const readOnly = {
      postgres: [`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`],
      mariadb: [],
    }[kind]
    if (readOnly.length === 0) return
    await database.exec(...readOnly)
    await database.disconnectAll()
    await produce(topic, put(2, 'b'))
    expect(await untilFailed(topic)).toMatch(/read-only/)
    await database.exec(
      'SET default_transaction_read_only = off',
      `ALTER DATABASE ${database.name} RESET default_transaction_read_only`,
    )
    await untilRows(`SELECT id, item FROM ${topic} ORDER BY id`, ['1', 'a'], ['2', 'b'])
  })

  test.runIf(address)('a wrong password and an unknown database are refused, without secrets', async () => {
    const create = (keys: Readonly<Record<string, string>>) =>
      connect.rest.create(`refused-${kind}`, {
        'connector.class': 'io.aiven.connect.jdbc.JdbcSinkConnector',
        topics: `changes_${kind}`,
        ...database.keys,
        ...keys,
      })
    const refused = create({ 'connection.password': 'wrong-secret' })
    await expect(refused).rejects.toThrow(/connection\.password|password/)
    await expect(refused).rejects.not.toThrow('wrong-secret')
    const elsewhere = database.url.replace(database.name, 'no_such_db')
    await expect(create({ 'connection.url': elsewhere })).rejects.toThrow('no_such_db')
    await create({ 'connection.url': database.url.replace(/:\d+\//, ':1/') })
    expect(await untilFailed(`refused-${kind}`)).toContain(':1')
    await connect.rest.delete(`refused-${kind}`)
  })
})

describe.each(['postgres', 'mariadb'] as const)('exactly once into %s', kind => {
  let server: OwnServer<Awaited<ReturnType<typeof startPostgres>>> | undefined
  const wanted = Boolean(inject(kind))
  beforeAll(async () => {
    if (wanted) server = await ownServer(servers[kind])
  })
  afterAll(() => server?.close())

  test.runIf(wanted)(
    'no row is missing or twice when all is killed, again and again',
    async () => {
      if (server === undefined) return
      const { address } = server.current()
      const topic = `once_${kind}`
      const total = 30_000
      const messages = Array.from(
        { length: total },
        (_, id): Message => ({ ...put(id, `row ${id}`), partition: id % 2 }),
      )
      await sink(
        topic,
        {
          'connection.url': address.url,
          'connection.user': address.user,
          'connection.password': address.password,
          'exactly.once': 'true',
          'auto.create': 'true',
          'batch.size': '50',
          'tasks.max': '2',
        },
        2,
      )
      const half = total / 2
      for (let from = 0; from < half; from += 5_000)
        await produce(topic, ...messages.slice(from, from + 5_000))
      await killAndRestart()
      const before = await databaseAt(kind, address)
      await vi.waitFor(() => before.rows(`SELECT id FROM ${topic} LIMIT 1`), soon)
      for (let round = 0; round < 4; round++) {
        await new Promise(resolve => setTimeout(resolve, 300))
        await before.disconnectAll()
      }
      await before.close()
      for (let from = half; from < total; from += 5_000)
        await produce(topic, ...messages.slice(from, from + 5_000))
      await killAndRestart()
      await new Promise(resolve => setTimeout(resolve, 500))
      await server.current().kill()
      await server.startAgain()
      await killAndRestart()
      const after = await databaseAt(kind, address)
      const count = `SELECT count(*), count(DISTINCT id) FROM ${topic}`
      await vi.waitFor(
        async () => expect(await after.rows(count)).toEqual([[String(total), String(total)]]),
        {
          timeout: 90_000,
          interval: 500,
        },
      )
      await after.close()
    },
    240_000,
  )
})
