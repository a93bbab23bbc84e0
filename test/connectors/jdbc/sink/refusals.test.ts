import { describe, expect, it } from 'vitest'
import type { SinkRecord } from '../../../../connectors/sdk/record.ts'
import { datum, INT32, none, OPTIONAL_TEXT, openWriter, record, structOf, TEXT } from './sink-scene.ts'
import { openDatabase } from './sqlite-dialect.ts'

const order = structOf({ id: INT32, item: OPTIONAL_TEXT })
const good = datum(order, { id: 1, item: 'a' })
const key = datum(structOf({ id: INT32 }), { id: 1 })
const schemaless = { schema: undefined, value: { id: 1 } }
const at = "found record at (topic='orders',partition=0,offset=3,timestamp=1700000000000)"

interface Case {
  readonly what: string
  readonly keys?: Readonly<Record<string, string>>
  readonly record: SinkRecord
  readonly says: string
}

const cases: readonly Case[] = [
  {
    what: 'a value without a schema',
    record: record(3, schemaless),
    says: `Sink connector 'sink' is configured with 'delete.enabled=false' and 'pk.mode=none' and therefore requires records with a non-null Struct or String value and non-null Struct or String schema, but ${at} with a HashMap value and null value schema.`,
  },
  {
    what: 'a tombstone, when nothing is to be deleted',
    record: record(3, none),
    says: `${at} with a null value and null value schema.`,
  },
  {
    what: 'a value that is a number',
    record: record(3, datum(INT32, 5)),
    says: `${at} with a Integer value and int32 value schema.`,
  },
  {
    what: 'no key where one is needed',
    keys: { 'pk.mode': 'record_key' },
    record: record(3, good),
    says: `Sink connector 'sink' is configured with 'delete.enabled=false' and 'pk.mode=record_key' and therefore requires records with a non-null key and non-null Struct or primitive key schema, but ${at} with a null key and null key schema.`,
  },
  {
    what: 'three names for a primitive key',
    keys: { 'pk.mode': 'record_key', 'pk.fields': 'a,b,c' },
    record: record(3, good, { key: datum(INT32, 1) }),
    says: 'Need exactly one PK column defined since the key schema for records is a primitive type, defined columns are: [a, b, c]',
  },
  {
    what: 'a field that the key has not',
    keys: { 'pk.mode': 'record_key', 'pk.fields': 'other' },
    record: record(3, good, { key }),
    says: "PK mode for table 'orders' is RECORD_KEY with configured PK fields [other], but record key schema does not contain field: other",
  },
  {
    what: 'a field that the value has not',
    keys: { 'pk.mode': 'record_value', 'pk.fields': 'other' },
    record: record(3, good),
    says: "PK mode for table 'orders' is RECORD_VALUE with configured PK fields [other], but record value schema does not contain field: other",
  },
  {
    what: "two names for Kafka's coordinates",
    keys: { 'pk.mode': 'kafka', 'pk.fields': 'a,b' },
    record: record(3, good),
    says: "PK mode for table 'orders' is KAFKA so there should either be no field names defined for defaults [__connect_topic, __connect_partition, __connect_offset] to be applicable, or exactly 3, defined fields are: [a, b]",
  },
  {
    what: 'a header that is not there',
    keys: { 'pk.mode': 'record_header', 'pk.fields': 'h' },
    record: record(3, good),
    says: "PK mode for table 'orders' is RECORD_HEADER with configured PK fields [h], but the record has no header h with a schema",
  },
  {
    what: 'a text as key columns',
    keys: { 'pk.mode': 'record_value' },
    record: record(3, datum(TEXT, 'x')),
    says: 'pk.mode record_value is not supported with String value schemas',
  },
  {
    what: 'options of fields with a text',
    keys: { 'fields.whitelist': 'a', 'timestamp.fields.list': 'b' },
    record: record(3, datum(TEXT, 'x')),
    says: "Sink connector 'sink' is configured with field-level options that are not applicable to String values: fields.whitelist, timestamp.fields.list. Remove these options, or have the upstream producer emit Struct values instead.",
  },
  {
    what: 'no field that is wanted',
    keys: { 'fields.whitelist': 'other' },
    record: record(3, good),
    says: 'No fields found using key and value schemas for table: orders',
  },
  {
    what: 'a table that is missing',
    record: record(3, good, { topic: 'elsewhere' }),
    says: 'Table "elsewhere" is missing and auto-creation is disabled',
  },
  {
    what: 'a column that is missing',
    record: record(3, datum(structOf({ id: INT32, note: OPTIONAL_TEXT }), { id: 1, note: 'n' })),
    says: `Table "orders" is missing fields ([SinkRecordField{schema=Schema{STRING}, name='note', isPrimaryKey=false}]) and auto-evolution is disabled`,
  },
  {
    what: 'a column that cannot be added',
    keys: { 'auto.evolve': 'true' },
    record: record(3, datum(structOf({ id: INT32, note: TEXT }), { id: 1, note: 'n' })),
    says: `Cannot ALTER TABLE "orders" to add missing field SinkRecordField{schema=Schema{STRING}, name='note', isPrimaryKey=false}, as the field is not optional and does not have a default value`,
  },
  {
    what: 'upserts without a key',
    keys: { 'insert.mode': 'upsert' },
    record: record(3, good),
    says: `Write to table '"orders"' in UPSERT mode requires key field names to be known, check the primary key configuration`,
  },
  {
    what: 'updates without a key, which would change every row',
    keys: { 'insert.mode': 'update' },
    record: record(3, good),
    says: `Write to table '"orders"' in UPDATE mode requires key field names to be known`,
  },
  {
    what: 'a text that counts no microseconds',
    keys: { 'timestamp.fields.list': 'item' },
    record: record(3, good),
    says: "Field item is in timestamp.fields.list, but 'a' is no number of micro- or nanoseconds",
  },
]

describe('what the JDBC sink cannot write', () => {
  it.each(cases)('$what', async ({ keys = {}, record: refused, says }) => {
    const database = openDatabase()
    database.exec('CREATE TABLE orders (id INTEGER, item TEXT)')
    const writer = await openWriter(database, { keys })
    const alone = writer.write([refused])
    await expect(alone).rejects.toThrow(says)
    await expect(alone).rejects.toMatchObject({ code: 'DATA', retriable: false })
    expect(database.rows('SELECT * FROM orders')).toEqual([])
  })
})
