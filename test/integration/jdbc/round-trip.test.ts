import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Database, Kind } from './own-database.ts'
import { inAvro, openRoundTrips, type RoundTrips } from './round-trip-scene.ts'
import { mariaDbColumns, postgresColumns, type RoundTripColumn } from './round-trip-types.ts'

const columnsOf = { postgres: postgresColumns, mariadb: mariaDbColumns }
const otherThan = { postgres: 'mariadb', mariadb: 'postgres' } as const

let trips: RoundTrips
beforeAll(async () => {
  trips = await openRoundTrips()
  await trips.postgres.exec(
    `CREATE TYPE mood AS ENUM ('sad', 'very ''ok''')`,
    'CREATE DOMAIN positive AS int CHECK (value > 0)',
  )
  for (const kind of ['postgres', 'mariadb'] as const) {
    const columns = columnsOf[kind]
    const given = columns.map(({ type }, i) => `c${i} ${type}`)
    await trips[kind].exec(`CREATE TABLE given (id bigint PRIMARY KEY, ${given.join(', ')})`)
    for (let row = 0; row < rowsOf(columns); row++)
      await trips[kind].exec(
        `INSERT INTO given VALUES (${[row + 1, ...columns.map(({ values }) => values[row] ?? 'NULL')].join(', ')})`,
      )
  }
})
afterAll(() => trips?.close())

/** One more than the most values of a column: the last row has none at all. */
const rowsOf = (columns: readonly RoundTripColumn[]) =>
  Math.max(...columns.map(({ values }) => values.length)) + 1

type Printed = Readonly<Record<string, readonly (string | null)[]>>
type Values = readonly (string | null)[]

/** The values of each column, under the type that it has where it is from. */
const byType = (
  columns: readonly RoundTripColumn[],
  values: (column: RoundTripColumn, i: number) => Values,
) => Object.fromEntries(columns.map((column, i) => [`${i} ${column.type}`, values(column, i)])) as Printed

const print = async (
  database: Database,
  table: string,
  { columns, shown }: { columns: readonly RoundTripColumn[]; shown: 'shown' | 'shownThere' },
): Promise<Printed> => {
  const all = columnsOf[database.url.includes('postgres') === (shown === 'shown') ? 'postgres' : 'mariadb']
  const texts = columns.map(each => (each[shown] ?? 'c').replace(/\bc\b/g, `c${all.indexOf(each)}`))
  const rows = await database.rows(`SELECT ${texts.join(', ')} FROM ${table} ORDER BY id`)
  return byType(columns, (_, i) => rows.map(row => row[i] ?? null))
}

/** `values` down to the row without any. */
const padded = (values: Values, rows: number) => [...values, ...Array(rows - values.length).fill(null)]

const converters = { JSON: () => ({}), Avro: () => inAvro(inject('schemaRegistry')) }

test.each<readonly [Kind, keyof typeof converters]>([
  ['postgres', 'JSON'],
  ['mariadb', 'JSON'],
  ['postgres', 'Avro'],
  ['mariadb', 'Avro'],
])('every type of %s goes into the other database and back, by %s', async (first, converter) => {
  const second = otherThan[first]
  const columns = columnsOf[first]
  const made = columns.filter(column => column.notMade !== true)
  const format = converters[converter]()
  const rows = rowsOf(columns)
  const at = converter.toLowerCase()
  const [there, back, again] = [`there_${at}`, `back_${at}`, `again_${at}`]
  await trips[first].exec(
    first === 'postgres'
      ? `CREATE TABLE ${back} (LIKE given INCLUDING INDEXES)`
      : `CREATE TABLE ${back} LIKE given`,
  )

  const { topic } = await trips.from(first, 'given', { 'other.types': 'text', ...format })
  await trips.into(second, topic, there, format)
  await trips.untilCount(second, there, rows)
  const inTopic = await trips.from(second, there, format)
  await trips.into(first, inTopic.topic, back, format)
  const names = made.map(column => `c${columns.indexOf(column)}`)
  await trips.into(first, inTopic.topic, again, { 'fields.whitelist': names.join(','), ...format })

  const given = await print(trips[first], 'given', { columns, shown: 'shown' })
  const as = (key: 'there' | 'back') => (column: RoundTripColumn, i: number) =>
    column[key] === undefined ? (given[`${i} ${column.type}`] ?? []) : padded(column[key], rows)
  expect(await print(trips[second], there, { columns, shown: 'shownThere' })).toEqual(
    byType(columns, as('there')),
  )
  await trips.untilCount(first, back, rows)
  expect(await print(trips[first], back, { columns, shown: 'shown' })).toEqual(byType(columns, as('back')))
  await trips.untilCount(first, again, rows)
  expect(await print(trips[first], again, { columns: made, shown: 'shown' })).toEqual(
    byType(made, column => {
      const i = columns.indexOf(column)
      return column.made === undefined ? as('there')(column, i) : padded(column.made, rows)
    }),
  )
})
