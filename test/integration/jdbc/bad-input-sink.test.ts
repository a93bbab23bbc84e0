import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import {
  type BadInput,
  classes,
  kinds,
  openBadInput,
  type Properties,
  soon,
  test,
} from './bad-input-scene.ts'
import type { Kind } from './own-database.ts'

let scene: BadInput
beforeAll(async () => {
  if (kinds.length === 2) scene = await openBadInput()
})
afterAll(() => scene?.close())

const json = 'org.apache.kafka.connect.json.JsonConverter'

const sink = (kind: Kind, topic: string, over: Properties = {}): Properties => ({
  'connector.class': classes.sink,
  topics: topic,
  'value.converter': json,
  ...scene[kind].keys,
  ...over,
})

const struct = (fields: Readonly<Record<string, object | string>>) => ({
  type: 'struct',
  fields: Object.entries(fields).map(([field, type]) => ({
    field,
    optional: field !== 'id',
    ...(typeof type === 'string' ? { type } : type),
  })),
})

/** Of scale 2. */
const decimal = {
  type: 'bytes',
  name: 'org.apache.kafka.connect.data.Decimal',
  version: 1,
  parameters: { scale: '2' },
}
const timestamp = { type: 'int64', name: 'org.apache.kafka.connect.data.Timestamp', version: 1 }

const narrow: Readonly<Record<Kind, string>> = {
  postgres: `id int PRIMARY KEY, i int, s varchar(3), d numeric(5,2), t text, n int NOT NULL, c int CHECK (c > 0),
    u uuid, f int, at timestamp`,
  mariadb: `id int PRIMARY KEY, i int, s varchar(3), d numeric(5,2), t text, n int NOT NULL, c int CHECK (c > 0),
    u uuid, f int, at timestamp NULL`,
}

const wide = struct({
  ...{ id: 'int32', i: 'int64', s: 'string', d: decimal, t: 'string', n: 'int32', c: 'int32', u: 'string' },
  ...{ f: 'double', at: timestamp },
})

/** The bytes of 123.45. */
const fits = { i: 1, s: 'äöü', d: 'MDk=', t: 'x', n: 1, c: 1, u: null, f: 1, at: 1_700_000_000_000 }

type Case = readonly [value: object, text: RegExp]

const unfit: Readonly<Record<Kind, readonly Case[]>> = {
  postgres: [
    [{ i: 5_000_000_000 }, /column i \(integer\): .*"5000000000" is out of range for type integer/],
    [{ s: 'abcd' }, /column s \(character varying\(3\)\): .*value too long/],
    [{ d: 'BfXg/w==' }, /column d \(numeric\(5,2\)\): .*precision 5, scale 2 must round/],
    [{ t: 'a\0b' }, /column t \(text\): .*without the character 0/],
    [{ n: null }, /column n \(integer\): .*null value in column "n"/],
    [{ c: -1 }, /violates check constraint "narrow_c_check".*Failing row contains/],
    [{ u: 'zz' }, /column u \(uuid\): .*invalid input syntax for type uuid: "zz"/],
    [{ f: 5.5 }, /column f \(integer\): .*invalid input syntax for type integer: "5.5"/],
    [{ id: 0 }, /duplicate key value.*Key \(id\)=\(0\) already exists/],
  ],
  mariadb: [
    [{ i: 5_000_000_000 }, /column i \(int\): .*Out of range value for column 'i'/],
    [{ s: 'abcd' }, /Column s \(varchar\(3\)\): a text of 4 characters is too long/],
    [{ d: 'BfXg/w==' }, /column d \(decimal\(5,2\)\): .*Out of range/],
    [{ n: null }, /column n \(int\): .*Column 'n' cannot be null/],
    [{ c: -1 }, /CONSTRAINT `narrow.c` failed/],
    [{ u: 'zz' }, /column u \(uuid\): .*Incorrect uuid value: 'zz'/],
    [{ f: 5.5 }, /Column f \(int\): 5.5 is no integer/],
    [
      { at: 253_402_300_799_000 },
      /column at \(timestamp\): .*Incorrect datetime value: '9999-12-31 23:59:59'/,
    ],
    [{ id: 0 }, /Duplicate entry '0' for key 'PRIMARY'/],
  ],
}

interface Hopeless {
  readonly what: string
  /** of the table named as the case */
  readonly table?: string
  readonly over?: Properties
  readonly text: RegExp
}

const byId = { 'insert.mode': 'upsert', 'pk.mode': 'record_value', 'pk.fields': 'id' }

const hopeless: readonly Hopeless[] = [
  {
    what: 'missing',
    text: /Table "missing" is missing and auto-creation is disabled: create it, or have it created/,
  },
  {
    what: 'keyless',
    table: 'TABLE keyless (id int, n int)',
    over: byId,
    text: /(?:[Uu]psert).*needs a primary key or a unique (?:constraint of exactly the pk\.fields|index.*table "keyless" has none at all)/,
  },
  {
    what: 'otherwise_keyed',
    table: 'TABLE otherwise_keyed (id int, n int, UNIQUE (id, n))',
    over: byId,
    text: /upsert.*needs a primary key or a unique (?:constraint of exactly the pk\.fields|index.*has those of \(id, n\))/i,
  },
  {
    what: 'generated',
    table: 'TABLE generated (id int, n int GENERATED ALWAYS AS (id * 2) STORED)',
    text: /Table "generated": .*the server makes the values of this column itself: leave it out by fields\.whitelist/,
  },
  {
    what: 'summed',
    table: 'VIEW summed AS SELECT 1 AS id, 2 AS n GROUP BY 1',
    text: /Table "summed": .*(?:cannot insert into view|a view like this cannot be written to: name a table)/,
  },
]

describe.each(kinds)('into %s', kind => {
  test('values that do not fit are dead letters, each with table, column and cause; the others are rows', async () => {
    const { name, exec, rows } = scene[kind]
    const [topic, dlq] = [`${name}-narrow`, `${name}-narrow-dlq`]
    await exec(`CREATE TABLE narrow (${narrow[kind]})`)
    const cases = unfit[kind]
    const values = cases.flatMap(([value], i) => [
      { ...fits, id: 2 * i },
      { ...fits, id: 2 * i + 1, ...value },
    ])
    await scene.produce(topic, wide, ...values)
    await scene.start(
      topic,
      sink(kind, topic, {
        'table.name.format': 'narrow',
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': dlq,
        'errors.deadletterqueue.topic.replication.factor': '1',
        'errors.deadletterqueue.context.headers.enable': 'true',
      }),
    )
    const letters = await vi.waitFor(async () => {
      const found = await scene.letters(dlq)
      expect(found.size).toBe(cases.length)
      return found
    }, soon)
    for (const [i, [, text]] of cases.entries()) {
      expect(letters.get(2 * i + 1)).toMatch(/^TASK_PUT: Table "narrow"/)
      expect(letters.get(2 * i + 1)).toMatch(text)
    }
    const stored = (await rows('SELECT id FROM narrow ORDER BY id')).map(([id]) => Number(id))
    expect(stored).toEqual(cases.map((_, i) => 2 * i))
  })

  const plain = struct({ id: 'int32', n: 'int32' })

  /** Its topic has one record. */
  const startOn = async (what: string, over: Properties) => {
    const topic = `${scene[kind].name}-${what}`
    await scene.produce(topic, plain, { id: 1, n: 1 })
    await scene.start(topic, sink(kind, topic, { 'table.name.format': what, ...over }))
    return topic
  }

  /** Such causes hardly pass: it is not tried again without end. */
  const expectFailed = async (topic: string, text: RegExp) => {
    const trace = await scene.untilFailed(topic)
    expect(trace).toMatch(text)
    expect(trace).toMatch(/Restart \d+, \d+ of 10 for such causes/)
    await scene.connect().rest.delete(topic)
  }

  test('tables that cannot be written to stop it, and the status says why', async () => {
    const run = async ({ what, over = {}, text }: Hopeless) => expectFailed(await startOn(what, over), text)
    for (const { table } of hopeless) if (table !== undefined) await scene[kind].exec(`CREATE ${table}`)
    await Promise.all(hopeless.map(run))
  })

  test('rights that lack, and a database that is not to be written to', async () => {
    const { name, url, exec } = scene[kind]
    const user = `reader_${name}`
    const may = kind === 'postgres' ? 'SELECT ON readable' : `SELECT ON ${name}.readable`
    await exec(
      'CREATE TABLE readable (id int, n int)',
      kind === 'postgres'
        ? `CREATE ROLE ${user} LOGIN PASSWORD 'reader-secret'`
        : `CREATE USER ${user} IDENTIFIED BY 'reader-secret'`,
      `GRANT ${may} TO ${user}`,
    )
    const keys = { 'connection.user': user, 'connection.password': 'reader-secret' }
    const denied =
      kind === 'postgres'
        ? /permission denied for table readable.*grant/
        : /INSERT command denied.*`readable`.*grant it/
    const uncreated =
      kind === 'postgres'
        ? /permission denied for schema public.*grant/
        : /CREATE command denied.*`fresh`.*grant it/
    const readOnly =
      kind === 'postgres'
        ? { 'connection.url': `${url}?options=-c%20default_transaction_read_only%3Don` }
        : { 'connection.url': `${url}?sessionVariables=tx_read_only=1` }
    await Promise.all([
      startOn('readable', keys).then(topic => expectFailed(topic, denied)),
      startOn('fresh', { ...keys, 'auto.create': 'true' }).then(topic => expectFailed(topic, uncreated)),
    ])
    const topic = await startOn('readable', { ...readOnly, 'max.retries': '0' })
    const trace = await scene.untilFailed(topic)
    expect(trace).toMatch(/(?:default_transaction_read_only is on|turn transaction_read_only off)/)
    // it may become a primary
    expect(trace).toMatch(/Restart \d+ follows/)
    await scene.connect().rest.delete(topic)
    await exec(
      ...(kind === 'postgres' ? [`DROP OWNED BY ${user}`, `DROP ROLE ${user}`] : [`DROP USER ${user}`]),
    )
  })

  test('a column, then the table, that is dropped while it runs', async () => {
    const { exec, rows } = scene[kind]
    await exec('CREATE TABLE running (id int, n int)')
    const topic = await startOn('running', {})
    await vi.waitFor(async () => expect(await rows('SELECT id FROM running')).toEqual([['1']]), soon)
    await exec('ALTER TABLE running DROP COLUMN n')
    await scene.produce(topic, plain, { id: 2, n: 2 })
    expect(await scene.untilFailed(topic)).toMatch(
      /"running" is missing fields .*name='n'.*auto-evolution is disabled: add them/,
    )
    await exec('DROP TABLE running')
    await vi.waitFor(async () => {
      expect(await scene.untilFailed(topic)).toContain(
        'Table "running" is missing and auto-creation is disabled',
      )
    }, soon)
    await scene.connect().rest.delete(topic)
  })
})
