import { describe, expect, it } from 'vitest'
import { datum, INT32, INT64, none, OPTIONAL_TEXT, openWriter, record, structOf, TEXT } from './sink-scene.ts'
import { connectionLost, openDatabase } from './sqlite-dialect.ts'

const order = structOf({ id: INT32, item: OPTIONAL_TEXT })
const key = structOf({ id: INT32 })

const table = 'CREATE TABLE orders (id INTEGER, item TEXT)'
const keyed = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT)'
const all = 'SELECT * FROM orders ORDER BY 1'

const orderOf = (offset: number, id: number, item: string | null) =>
  record(offset, datum(order, { id, item }))

describe('the JDBC sink', () => {
  it('inserts fields into columns, by their names in any letters', async () => {
    const database = openDatabase()
    database.exec('CREATE TABLE orders (ITEM TEXT, id INTEGER, more TEXT)')
    const writer = await openWriter(database)
    await writer.write([orderOf(0, 1, 'a'), orderOf(1, 2, null)])
    expect(database.rows('SELECT id, item, more FROM orders ORDER BY id')).toEqual([
      [1, 'a', null],
      [2, null, null],
    ])
  })

  it.each([
    ['kafka', '', ['__connect_topic', '__connect_partition', '__connect_offset'], ['orders', 0, 7]],
    ['kafka', 't,p,o', ['o', 'p', 't'], [7, 0, 'orders']],
    ['record_key', '', ['id'], [5]],
    ['record_value', 'item', ['item'], ['a']],
    ['record_header', '', ['h'], ['x']],
    ['record_header', 'h', ['h'], ['x']],
  ])('takes key columns from %s with pk.fields=%s', async (mode, fields, columns, values) => {
    const database = openDatabase()
    const keys = { 'pk.mode': mode, 'pk.fields': fields, 'auto.create': 'true' }
    const writer = await openWriter(database, { keys })
    const headers = [{ key: 'h', ...datum(TEXT, 'x') }]
    await writer.write([
      record(7, datum(order, { id: 1, item: 'a' }), { key: datum(key, { id: 5 }), headers }),
    ])
    const made = database.rows("SELECT name FROM pragma_table_info('orders') WHERE pk > 0 ORDER BY pk")
    expect(made.flat()).toEqual(columns)
    expect(database.rows(`SELECT ${columns.join(', ')} FROM orders`)).toEqual([values])
  })

  it('takes a primitive key under the one name of pk.fields, and only those of fields.whitelist besides', async () => {
    const database = openDatabase()
    const keys = {
      'pk.mode': 'record_key',
      'pk.fields': 'k',
      'fields.whitelist': 'item',
      'auto.create': 'true',
    }
    const writer = await openWriter(database, { keys })
    await writer.write([record(0, datum(order, { id: 1, item: 'a' }), { key: datum(INT64, 2n ** 60n) })])
    expect(database.rows('SELECT CAST(k AS TEXT), item FROM orders')).toEqual([[String(2n ** 60n), 'a']])
  })

  it('upserts, deletes by tombstones and inserts again, in the order of the records', async () => {
    const database = openDatabase()
    database.exec(keyed)
    const keys = { 'insert.mode': 'upsert', 'pk.mode': 'record_key', 'delete.enabled': 'true' }
    const writer = await openWriter(database, { keys })
    const of = (id: number) => ({ key: datum(key, { id }) })
    const put = (offset: number, id: number, item: string) =>
      record(offset, datum(order, { id, item }), of(id))
    await writer.write([
      put(0, 1, 'a'),
      put(1, 2, 'b'),
      record(2, none, of(1)),
      put(3, 1, 'c'),
      record(4, { schema: order, value: null }, of(2)),
      put(5, 3, 'd'),
      put(6, 3, 'e'),
    ])
    expect(database.rows(all)).toEqual([
      [1, 'c'],
      [3, 'e'],
    ])
  })

  it('updates the rows that are there', async () => {
    const database = openDatabase()
    database.exec(`${keyed}; INSERT INTO orders VALUES (1, 'old')`)
    const keys = { 'insert.mode': 'update', 'pk.mode': 'record_value', 'pk.fields': 'id' }
    const writer = await openWriter(database, { keys })
    await writer.write([orderOf(0, 1, 'new'), orderOf(1, 2, 'nowhere')])
    expect(database.rows(all)).toEqual([[1, 'new']])
  })

  it('creates tables and adds columns where it may, when schemas change', async () => {
    const database = openDatabase()
    const writer = await openWriter(database, { keys: { 'auto.create': 'true', 'auto.evolve': 'true' } })
    const wider = structOf({ id: INT32, item: OPTIONAL_TEXT, note: OPTIONAL_TEXT })
    await writer.write([
      orderOf(0, 1, 'a'),
      record(1, datum(wider, { id: 2, item: 'b', note: 'n' })),
      orderOf(2, 3, 'c'),
    ])
    expect(database.rows(all)).toEqual([
      [1, 'a', null],
      [2, 'b', 'n'],
      [3, 'c', null],
    ])
  })

  it('writes texts into one column, and null as a default or not', async () => {
    const database = openDatabase()
    database.exec('CREATE TABLE orders (record_value TEXT); CREATE TABLE d (a TEXT)')
    const writer = await openWriter(database)
    await writer.write([record(0, datum(TEXT, 'line'))])
    expect(database.rows(all)).toEqual([['line']])

    const withDefault = structOf({ a: { type: 'string', optional: true, default: 'x' } })
    const nothing = record(1, datum(withDefault, { a: null }), { topic: 'd' })
    await writer.write([nothing])
    const exact = await openWriter(database, { keys: { 'replace.null.with.default': 'false' } })
    await exact.write([nothing])
    expect(database.rows('SELECT a FROM d')).toEqual([['x'], [null]])
  })

  it('goes on when a table has changed since it looked', async () => {
    const database = openDatabase()
    database.exec(table)
    const writer = await openWriter(database, { keys: { 'auto.create': 'true' } })
    await writer.write([orderOf(0, 1, 'a')])
    database.exec('DROP TABLE orders')
    await writer.write([orderOf(1, 2, 'b')])
    expect(database.rows(all)).toEqual([[2, 'b']])
  })

  it('tries again what may pass, on a new connection, and gives up what does not', async () => {
    const database = openDatabase()
    database.exec(table)
    const writer = await openWriter(database)
    let failures = 2
    database.failing((moment, sql) => {
      if (moment === 'before' && sql.startsWith('INSERT') && failures-- > 0) throw connectionLost()
    })
    await writer.write([orderOf(0, 1, 'a')])
    failures = 100
    await expect(writer.write([orderOf(1, 2, 'b')])).rejects.toThrow('the connection is lost')
    database.failing(() => {})
    expect(database.rows(all)).toEqual([[1, 'a']])
  })

  it('writes nothing without its lease', async () => {
    const database = openDatabase()
    database.exec(table)
    const writer = await openWriter(database, { mayWrite: () => false })
    await expect(writer.write([orderOf(0, 1, 'a')])).rejects.toMatchObject({ code: 'FENCED' })
    expect(database.rows(all)).toEqual([])
  })

  it('leaves nothing of a write that fails', async () => {
    const database = openDatabase()
    database.exec('CREATE TABLE orders (id INTEGER, item TEXT NOT NULL)')
    const writer = await openWriter(database)
    await expect(writer.write([orderOf(0, 1, 'a'), orderOf(1, 2, null)])).rejects.toMatchObject({
      code: 'DATA',
      retriable: false,
    })
    expect(database.rows(all)).toEqual([])
  })
})
