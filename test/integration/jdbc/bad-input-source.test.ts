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
  if (kinds.length < 2) return
  scene = await openBadInput()
  for (const kind of kinds) await scene[kind].exec(...tables[kind])
})
afterAll(() => scene?.close())

const common = [
  'CREATE TABLE texts (id varchar(9) NOT NULL, at varchar(20) NOT NULL, n int NOT NULL, t time NOT NULL)',
  "INSERT INTO texts VALUES ('1', '2024-05-01', 1, '10:00')",
  'CREATE TABLE keyless (n int)',
  'INSERT INTO keyless VALUES (1)',
  'CREATE TABLE running (id int PRIMARY KEY, n int)',
]

const tables: Readonly<Record<Kind, readonly string[]>> = {
  postgres: [
    ...common,
    'CREATE TYPE pair AS (x int, y text)',
    'CREATE DOMAIN positive AS int CHECK (value > 0)',
    "CREATE TYPE mood AS ENUM ('sad', 'glad')",
    'CREATE TABLE strange (d positive, m mood, c pair, r int4range, p point, i interval)',
    'CREATE TABLE all_strange (c pair)',
    "INSERT INTO all_strange VALUES (ROW(1, 'a'))",
    'CREATE TABLE hidden (id int PRIMARY KEY)',
  ],
  mariadb: common,
}

const source = (kind: Kind, over: Properties, each: 'source' | 'aivenSource' = 'source'): Properties => ({
  'connector.class': classes[each],
  'topic.prefix': `${scene[kind].name}-`,
  'poll.interval.ms': '200',
  ...scene[kind].keys,
  ...over,
})

const byId = (table: string, column = 'id') => ({
  'table.whitelist': table,
  mode: 'incrementing',
  'incrementing.column.name': column,
})

const byTime = (table: string, column: string) => ({
  'table.whitelist': table,
  mode: 'timestamp',
  'timestamp.column.name': column,
})

type Case = readonly [what: string, over: Properties, key: string, text: RegExp]

const noMoment = (type: string) =>
  new RegExp(
    `Invalid type for timestamp column: ${type} \\(column .* of table '.*texts' is .*\\); allowed are timestamps and dates`,
  )

const refused: readonly Case[] = [
  [
    'a text to count by',
    byId('texts'),
    'incrementing.column.name',
    /Invalid type for incrementing column: STRING \(column id of table '.*texts' is .*\(9\)\); allowed are integers/,
  ],
  ['a text as a time', byTime('texts', 'at'), 'timestamp.column.name', noMoment('STRING')],
  ['a number as a time', byTime('texts', 'n'), 'timestamp.column.name', noMoment('INT32')],
  ['a time of day as a time', byTime('texts', 't'), 'timestamp.column.name', noMoment('.*Time')],
  [
    'a query with a slip',
    { query: 'SELECT * FORM texts', mode: 'bulk' },
    'query',
    /not valid: .*syntax.*FORM/,
  ],
  [
    'a query of a table that is missing',
    { query: 'SELECT * FROM absent', mode: 'bulk' },
    'query',
    /absent.*(?:create the table|the table does not exist)/,
  ],
  [
    'a query of a column that is missing',
    { query: 'SELECT absent FROM texts', mode: 'bulk' },
    'query',
    /not valid: .*olumn ['"]absent['"]/,
  ],
  ['a statement that is no query', { query: 'DELETE FROM texts', mode: 'bulk' }, 'query', /Only SELECT/],
]

describe.each(kinds)('from %s', kind => {
  test.each(refused)('%s: validate says it, for both classes', async (_, over, key, text) => {
    for (const each of ['source', 'aivenSource'] as const) {
      const { errors } = await scene.validate(source(kind, over, each))
      expect(errors).toEqual([[key, expect.stringMatching(text)]])
    }
  })

  test('tables that may come are a warning of the key that leaves them out', async () => {
    const warnings = async (over: Properties) =>
      (await scene.validate(source(kind, { mode: 'bulk', ...over }))).warnings
    const nothing = 'No tables are found there that are to be read'
    expect(await warnings({ 'table.include.list': 'absent' })).toEqual([['table.include.list', nothing]])
    expect(await warnings({ 'table.whitelist': 'keyless,absent' })).toEqual([
      ['table.whitelist', 'There is no table absent, or the user may not see it'],
    ])
  })

  test('what only reading shows stops the task, and the status says it', async () => {
    const { name } = scene[kind]
    const cases: readonly (readonly [string, Properties, RegExp])[] = [
      [
        'unselected',
        { query: 'SELECT n FROM running', mode: 'incrementing', 'incrementing.column.name': 'id' },
        /Column id is not in what the query returns: it has n/,
      ],
      [
        'text-query',
        { query: 'SELECT * FROM texts', mode: 'timestamp', 'timestamp.column.name': 'at' },
        /Invalid type for timestamp column: STRING \(column at of the query/,
      ],
      ...(kind === 'postgres'
        ? ([
            [
              'strange',
              { 'table.whitelist': 'all_strange', mode: 'bulk' },
              /No column of table 'public.all_strange' is of a type that can be read: other.types=text reads all/,
            ],
          ] as const)
        : []),
    ]
    const told = cases.map(async ([what, over, text]) => {
      await scene.start(`${name}-${what}`, source(kind, over))
      const trace = await scene.untilFailed(`${name}-${what}`)
      expect(trace).toMatch(text)
      expect(trace).toMatch(/Restart \d+, \d+ of 10 for such causes/)
      await scene.connect().rest.delete(`${name}-${what}`)
    })
    await Promise.all(told)
  })

  test('records without the key that was asked for are noted', async () => {
    const name = `${scene[kind].name}-keyless`
    const over = { 'table.whitelist': 'keyless', mode: 'bulk', 'record.key.mode': 'primary_key' }
    await scene.start(name, source(kind, over))
    await vi.waitFor(async () => {
      const { connector } = await scene.connect().rest.status(name)
      expect(connector.trace).toMatch(/NOTE: record\.key\.mode=primary_key: without a primary key.*keyless/)
    }, soon)
    await scene.connect().rest.delete(name)
  })

  test('a column that offsets are made of, dropped while it runs', async () => {
    const { name, exec } = scene[kind]
    await scene.start(`${name}-running`, source(kind, byId('running')))
    await vi.waitFor(async () => {
      const { tasks } = await scene.connect().rest.status(`${name}-running`)
      expect(tasks.map(({ state }) => state)).toEqual(['RUNNING'])
    }, soon)
    await exec('ALTER TABLE running DROP COLUMN id')
    // the second when it went between the look at the table and the read
    expect(await scene.untilFailed(`${name}-running`)).toMatch(
      /Incrementing column: id does not exist in table '.*running': it has n|Reading table '.*running': .*(column "id" does not exist|Unknown column .*id)/,
    )
    await scene.connect().rest.delete(`${name}-running`)
  })
})

test('types of PostgreSQL that nobody knows are left out with a warning, others are what they are made of', async () => {
  const config = source('postgres', { 'table.whitelist': 'strange', mode: 'bulk' })
  const { errors, warnings } = await scene.validate(config)
  expect(errors).toEqual([])
  expect(warnings).toEqual([
    [
      'other.types',
      'Left out of public.strange: c (pair), r (int4range), p (point), i (interval); other.types=text or native reads them',
    ],
  ])
})

test('a table that may be seen and not be read', async () => {
  const { name, exec } = scene.postgres
  await exec(`CREATE ROLE blind_${name} LOGIN PASSWORD 'blind-secret'`)
  const over = { 'connection.user': `blind_${name}`, 'connection.password': 'blind-secret' }
  await scene.start(`${name}-hidden`, source('postgres', { ...byId('hidden'), ...over }))
  expect(await scene.untilFailed(`${name}-hidden`)).toMatch(
    /Reading table 'public.hidden': .*permission denied for table hidden.*grant/,
  )
  await scene.connect().rest.delete(`${name}-hidden`)
  await exec(`DROP ROLE blind_${name}`)
})
