import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Database, Kind } from './own-database.ts'
import { inAvro, openRoundTrips, type RoundTrips, test } from './round-trip-scene.ts'
import { mariaDbColumns, postgresColumns, type RoundTripColumn } from './round-trip-types.ts'

type Values = readonly (string | null)[]

interface Named extends RoundTripColumn {
  readonly name: string
}

const named = (columns: readonly RoundTripColumn[]): readonly Named[] =>
  columns.map((column, i) => ({ ...column, name: `c${i}` }))

const columnsOf = { postgres: named(postgresColumns), mariadb: named(mariaDbColumns) }
const otherThan = { postgres: 'mariadb', mariadb: 'postgres' } as const
const like = {
  postgres: (table: string) => `CREATE TABLE ${table} (LIKE given INCLUDING INDEXES)`,
  mariadb: (table: string) => `CREATE TABLE ${table} LIKE given`,
}

/** One more than the most values of a column: the last row has none at all. */
const rowsOf = (columns: readonly Named[]) => Math.max(...columns.map(({ values }) => values.length)) + 1

let trips: RoundTrips
beforeAll(async () => {
  trips = await openRoundTrips()
  await trips.postgres.exec(
    `CREATE TYPE mood AS ENUM ('sad', 'very ''ok''')`,
    'CREATE DOMAIN positive AS int CHECK (value > 0)',
  )
  for (const kind of ['postgres', 'mariadb'] as const) {
    const columns = columnsOf[kind]
    const typed = columns.map(({ name, type }) => `${name} ${type}`)
    const rows = Array.from({ length: rowsOf(columns) }, (_, row) => {
      const values = columns.map(column => column.values[row] ?? 'NULL')
      return `INSERT INTO given VALUES (${row + 1}, ${values.join(', ')})`
    })
    await trips[kind].exec(`CREATE TABLE given (id bigint PRIMARY KEY, ${typed.join(', ')})`, ...rows)
  }
})
afterAll(() => trips?.close())

/** The values of each column, under its name and the type that it has where it is from. */
const byColumn = (columns: readonly Named[], valuesOf: (column: Named, i: number) => Values) =>
  new Map(columns.map((column, i) => [`${column.name} ${column.type}`, valuesOf(column, i)]))

const printed = async (
  { database, table }: { readonly database: Database; readonly table: string },
  columns: readonly Named[],
  shown: 'shown' | 'shownThere',
) => {
  const texts = columns.map(column => (column[shown] ?? 'c').replace(/\bc\b/g, column.name))
  const rows = await database.rows(`SELECT ${texts.join(', ')} FROM ${table} ORDER BY id`)
  return byColumn(columns, (_, i) => rows.map(row => row[i] ?? null))
}

const converters = { JSON: () => ({}), Avro: () => inAvro(inject('schemaRegistry')) }

test.each<readonly [Kind, keyof typeof converters]>([
  ['postgres', 'JSON'],
  ['mariadb', 'JSON'],
  ['postgres', 'Avro'],
  ['mariadb', 'Avro'],
])('every type of %s goes into the other database and back, by %s', async (kind, converter) => {
  const [here, other] = [trips[kind], trips[otherThan[kind]]]
  const columns = columnsOf[kind]
  const makable = columns.filter(column => column.notMade !== true)
  const rows = rowsOf(columns)
  const format = converters[converter]()
  const suffix = converter.toLowerCase()
  const [there, back, made] = [`there_${suffix}`, `back_${suffix}`, `made_${suffix}`]
  const given = await printed({ database: here, table: 'given' }, columns, 'shown')
  /** what is expected of a column: as stated, down to the row without values, or as it was given */
  const stated = (column: Named, values: Values | undefined) =>
    values === undefined
      ? (given.get(`${column.name} ${column.type}`) ?? [])
      : [...values, ...Array<null>(rows - values.length).fill(null)]

  const { topic } = await trips.from(kind, 'given', { 'other.types': 'text', ...format })
  await trips.into(otherThan[kind], topic, there, format)
  await trips.untilCount(otherThan[kind], there, rows)
  expect(await printed({ database: other, table: there }, columns, 'shownThere')).toEqual(
    byColumn(columns, column => stated(column, column.there)),
  )

  const inTopic = await trips.from(otherThan[kind], there, format)
  await here.exec(like[kind](back))
  await trips.into(kind, inTopic.topic, back, format)
  const names = makable.map(({ name }) => name).join(',')
  await trips.into(kind, inTopic.topic, made, { 'fields.whitelist': names, ...format })
  await trips.untilCount(kind, back, rows)
  expect(await printed({ database: here, table: back }, columns, 'shown')).toEqual(
    byColumn(columns, column => stated(column, column.back)),
  )
  await trips.untilCount(kind, made, rows)
  expect(await printed({ database: here, table: made }, makable, 'shown')).toEqual(
    byColumn(makable, column => stated(column, column.made ?? column.there)),
  )
})
