import { describe, expect, it } from 'vitest'
import {
  debeziumSinkConfig,
  debeziumSinkProblems,
  debeziumSinkSettings,
} from '../../../../connectors/jdbc/sink/debezium/debezium-sink-config.ts'
import { parseConfig, validateConfig } from '../../../../connectors/sdk/config.ts'
import type { Schema, StructSchema } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'
import { datum, INT32, INT64, none, OPTIONAL_TEXT, openWriter, record, structOf, TEXT } from './sink-scene.ts'
import { openDatabase } from './sqlite-dialect.ts'

const required = { 'connection.url': 'jdbc:postgresql://localhost/db', 'connection.username': 'me' }
const settingsOf = (keys: Readonly<Record<string, string>>) =>
  debeziumSinkSettings(parseConfig(debeziumSinkConfig, { ...required, ...keys }))

const row = structOf({ id: INT32, item: OPTIONAL_TEXT })
const optionalRow: StructSchema = { ...row, optional: true }
const envelope: StructSchema = {
  ...structOf({ before: optionalRow, after: optionalRow, op: TEXT }),
  name: 'server.shop.orders.Envelope',
}
const key = structOf({ id: INT32 })

const change = (offset: number, op: string, id: number, item: string | null) => {
  const state = datum(row, { id, item }).value
  const value = op === 'd' ? { before: state, after: null, op } : { before: null, after: state, op }
  return record(offset, datum(envelope, value), { topic: 'server.shop.orders', key: datum(key, { id }) })
}

const tombstone = (offset: number, id: number) =>
  record(offset, none, { topic: 'server.shop.orders', key: datum(key, { id }) })

const upserts = { 'insert.mode': 'upsert', 'primary.key.mode': 'record_key', 'schema.evolution': 'basic' }
const all = 'SELECT * FROM server_shop_orders ORDER BY id'

describe("the JDBC sink with Debezium's keys", () => {
  it('writes the state after each change, into the table of the topic without dots', async () => {
    const database = openDatabase()
    const settings = settingsOf({ ...upserts, 'delete.enabled': 'true' })
    const writer = await openWriter(database, { settings })
    await writer.write([
      change(0, 'r', 1, 'a'),
      change(1, 'c', 2, 'b'),
      change(2, 'u', 1, 'A'),
      change(3, 'd', 2, 'b'),
      tombstone(4, 2),
      change(5, 'c', 3, null),
    ])
    expect(database.rows(all)).toEqual([
      [1, 'A'],
      [3, null],
    ])
  })

  it('passes over deletions when they are not wanted, and what is no row', async () => {
    const database = openDatabase()
    const writer = await openWriter(database, { settings: settingsOf(upserts) })
    const schemaChange = { ...structOf({ ddl: TEXT }), name: 'io.debezium.connector.mysql.SchemaChangeValue' }
    await writer.write([
      change(0, 'c', 1, 'a'),
      change(1, 'd', 1, 'a'),
      tombstone(2, 1),
      record(3, datum(schemaChange, { ddl: 'DROP TABLE orders' })),
      record(4, datum(envelope, { before: null, after: null, op: 't' })),
    ])
    await writer.write([tombstone(5, 1)])
    expect(database.rows(all)).toEqual([[1, 'a']])
  })

  it("writes Debezium's types as those of the database", async () => {
    const database = openDatabase()
    const time = (name: string, type: 'int32' | 'int64' | 'string' = 'int64'): Schema => ({
      type,
      name: `io.debezium.time.${name}`,
    })
    const decimal = {
      ...structOf({ scale: INT32, value: { type: 'bytes' } }),
      name: 'io.debezium.data.VariableScaleDecimal',
    }
    const fields: Readonly<Record<string, readonly [Schema, Value, unknown]>> = {
      day: [time('Date', 'int32'), 19_000, '2022-01-08T00:00:00.000Z'],
      clock: [time('MicroTime'), 3_723_004_000, '1970-01-01T01:02:03.004Z'],
      ms: [time('Timestamp'), -1, '1969-12-31T23:59:59.999Z'],
      micros: [time('MicroTimestamp'), -1, { ms: -1, nanos: 999_999_000 }],
      nanos: [
        time('NanoTimestamp'),
        1_700_000_000_123_456_789n,
        { ms: 1_700_000_000_123, nanos: 123_456_789 },
      ],
      zoned: [
        time('ZonedTimestamp', 'string'),
        '2024-02-29T12:00:00.5+01:00',
        { ms: 1_709_204_400_500, nanos: 500_000_000 },
      ],
      amount: [decimal, datum(decimal, { scale: 2, value: Uint8Array.of(0xff, 0x38) }).value, '-2.00'],
      plain: [INT64, 5, 5],
      named: [{ ...INT64, name: 'constructor' }, 5, 5],
    }
    const schema = structOf(Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, type])))
    const value = Object.fromEntries(Object.entries(fields).map(([name, [, of]]) => [name, of]))
    const writer = await openWriter(database, { settings: settingsOf({ 'schema.evolution': 'basic' }) })
    await writer.write([record(0, datum(schema, value), { topic: 'types' })])
    const [written = []] = database.rows('SELECT * FROM types')
    const read = written.map(each =>
      typeof each === 'string' && /^["{]/.test(each) ? JSON.parse(each) : each,
    )
    expect(read).toEqual(Object.values(fields).map(([, , wanted]) => wanted))

    const fine = record(1, datum(structOf({ clock: time('MicroTime') }), { clock: 1 }), { topic: 'types' })
    await expect(writer.write([fine])).rejects.toThrow('Field clock has a time of day with fractions')
  })

  it('refuses what it would not do', () => {
    const errors = (keys: Readonly<Record<string, string>>) =>
      validateConfig(debeziumSinkConfig, { ...required, ...keys }).flatMap(each => each.errors)
    expect(errors({})).toEqual([])
    expect(errors({ 'field.include.list': 't:a' })[0]).toContain('Not supported here: use ReplaceField')
    expect(errors({ 'truncate.enabled': 'true' })[0]).toContain('only false is allowed')
    expect(errors({ 'collection.name.format': `\${source.table}` })[0]).toContain('use ByLogicalTableRouter')
    const problems = (keys: Readonly<Record<string, string>>) => [
      ...debeziumSinkProblems(parseConfig(debeziumSinkConfig, { ...required, ...keys })),
    ]
    expect(problems({ 'insert.mode': 'upsert' })).toEqual([
      ['primary.key.mode', 'insert.mode=upsert needs a primary.key.mode other than none'],
    ])
    expect(problems({ 'delete.enabled': 'true', 'primary.key.mode': 'kafka' })).toEqual([
      ['delete.enabled', 'Deletes are only supported for primary.key.mode record_key'],
    ])
  })
})
