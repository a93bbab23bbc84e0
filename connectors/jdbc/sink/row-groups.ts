import type { SinkRecord } from '../../sdk/record.ts'
import type { Field, Schema } from '../../sdk/schema.ts'
import type { TableId } from '../dialect.ts'
import { type RecordFields, recordFields } from './record-fields.ts'
import type { SinkSettings } from './settings.ts'

/** How records of one topic with certain schemas are written. */
export interface RecordShape {
  readonly table: TableId
  readonly fields: RecordFields
  readonly value: Schema | undefined
  readonly deletes: boolean
}

/** Rows that statements of one kind write, in the order of their records. */
export interface RowGroup {
  readonly shape: RecordShape
  readonly rows: unknown[][]
}

interface Made {
  readonly shape: RecordShape
  readonly key: Schema | undefined
  readonly headers: readonly Field[]
}

/** What is known of a topic: its table, and the shapes of its records. */
interface Topic {
  readonly table: TableId
  last: Made | undefined
  readonly made: Made[]
}

/** Schemas are shared: equal ones that are not the same are rare, and more than a few of them rarer. */
const MAX_SHAPES = 50

const sameSchema = (a: Schema | undefined, b: Schema | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a, shown) === JSON.stringify(b, shown))

const shown = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)

const sameHeaders = (a: readonly Field[], b: readonly Field[], same: typeof sameSchema) =>
  a.length === b.length && a.every((each, i) => each.name === b[i]?.name && same(each.schema, b[i]?.schema))

const identical = (a: Schema | undefined, b: Schema | undefined) => a === b

const noFields: readonly Field[] = []

const headerFields = ({ headers }: SinkRecord): readonly Field[] =>
  headers.flatMap(({ key, schema }) => (schema === undefined ? [] : [{ name: key, schema }]))

interface Parts {
  readonly settings: SinkSettings
  /** throws what is wrong with a record */
  readonly check: (record: SinkRecord) => void
  readonly tableOf: (topic: string) => TableId
}

/** Sorts records by table; those of one table stay in their order, in as few groups as that allows. */
export const rowGroups = ({ settings, check, tableOf }: Parts) => {
  const topics = new Map<string, Topic>()
  const tables = new Map<string, TableId>()
  const byHeader = settings.pkMode === 'record_header'
  const { prepare } = settings

  const topicOf = (name: string): Topic => {
    const known = topics.get(name)
    if (known !== undefined) return known
    const id = tableOf(name)
    const table = tables.get(JSON.stringify(id)) ?? id
    tables.set(JSON.stringify(id), table)
    const topic = { table, last: undefined, made: [] }
    topics.set(name, topic)
    return topic
  }

  const fits = ({ shape, key, headers }: Made, record: SinkRecord, same: typeof sameSchema): boolean => {
    const deletes = record.value.value === null
    return (
      shape.deletes === deletes &&
      same(key, record.key.schema) &&
      (deletes || same(shape.value, record.value.schema)) &&
      (!byHeader || sameHeaders(headers, headerFields(record), same))
    )
  }

  const make = ({ table, made }: Topic, record: SinkRecord): Made => {
    const deletes = record.value.value === null
    const headers = byHeader ? headerFields(record) : noFields
    const schemas = { key: record.key.schema, value: deletes ? undefined : record.value.schema, headers }
    const fields = recordFields(settings, table.table, schemas)
    const shape = { table, fields, value: schemas.value, deletes }
    if (made.length >= MAX_SHAPES) made.shift()
    const entry = { shape, key: schemas.key, headers }
    made.push(entry)
    return entry
  }

  const shapeOf = (topic: Topic, record: SinkRecord): RecordShape => {
    if (topic.last === undefined || !fits(topic.last, record, identical)) {
      const known =
        topic.made.find(each => fits(each, record, identical)) ??
        topic.made.find(each => fits(each, record, sameSchema))
      topic.last = known ?? make(topic, record)
    }
    return topic.last.shape
  }

  return (records: readonly SinkRecord[]): readonly RowGroup[] => {
    const groups = new Map<TableId, RowGroup[]>()
    let topic: Topic | undefined
    let name: string | undefined
    let group: RowGroup | undefined
    for (const original of records) {
      const record = prepare === undefined ? original : prepare(original)
      if (record === undefined) continue
      check(record)
      if (topic === undefined || record.topic !== name) {
        name = record.topic
        topic = topicOf(name)
        group = groups.get(topic.table)?.at(-1)
      }
      const shape = shapeOf(topic, record)
      if (group?.shape !== shape) {
        group = { shape, rows: [] }
        const known = groups.get(topic.table)
        if (known === undefined) groups.set(topic.table, [group])
        else known.push(group)
      }
      group.rows.push(rowOf(shape.fields, record))
    }
    return [...groups.values()].flat()
  }
}

const rowOf = ({ keys, columns }: RecordFields, record: SinkRecord): unknown[] => {
  const row: unknown[] = new Array(keys.length + columns.length)
  let i = 0
  for (const field of keys) row[i++] = field.read(record)
  for (const field of columns) row[i++] = field.read(record)
  return row
}
