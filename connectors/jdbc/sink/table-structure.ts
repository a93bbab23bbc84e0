import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import type { Dialect, NewColumn, TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import type { SinkField } from './key-fields.ts'
import { creationOrder, type RecordFields } from './record-fields.ts'
import type { SinkSettings } from './settings.ts'
import type { KnownTables, TableColumns } from './table-columns.ts'
import { shownTable } from './table-name.ts'

/** Where records of one shape go. */
interface Target {
  readonly table: TableId
  readonly fields: RecordFields
  readonly value: Schema | undefined
}

const shownSchema = (schema: Schema): string =>
  schema.name === undefined ? `Schema{${typeName(schema)}}` : `Schema{${schema.name}:${typeName(schema)}}`

const shownField = ({ name, schema, key }: SinkField): string =>
  `SinkRecordField{schema=${shownSchema(schema)}, name='${name}', isPrimaryKey=${key}}`

const shownFields = (fields: readonly SinkField[]) => `[${fields.map(shownField).join(', ')}]`

/** Throws `DATA`, blaming a field, when the database has no type for it. */
const newColumns = (dialect: Dialect, fields: readonly SinkField[]): readonly NewColumn[] =>
  fields.map(({ name, schema, key }) => {
    const column = { name, schema, key }
    try {
      dialect.columnType(column)
      return column
    } catch (error) {
      throw withinField(name, error)
    }
  })

const refuse = (message: string, cause?: unknown) => new ConnectError('DATA', message, { cause })

/** How a table that is no base table is called. */
const otherKind = async ({ connection }: Opened, { catalog, schema, table }: TableId) => {
  for (const [type, shown] of [
    ['VIEW', 'View'],
    ['PARTITIONED TABLE', 'Partitioned Table'],
  ] as const) {
    const tables = await connection.tables({ types: [type], schemaPattern: schema, catalogPattern: catalog })
    if (tables.some(each => each.table === table)) return { type, shown }
  }
  return undefined
}

interface Missing {
  readonly table: TableId
  readonly fields: readonly SinkField[]
}

/** Throws why the columns cannot be added. */
const checkAddable = async (opened: Opened, { table, fields }: Missing, autoEvolve: boolean) => {
  const kind = await otherKind(opened, table)
  const what = `${kind?.shown ?? 'Table'} ${shownTable(table)} is missing fields (${shownFields(fields)})`
  if (kind !== undefined) throw refuse(`${what} and ALTER ${kind.type} is unsupported`)
  const required = fields.find(
    ({ key, schema }) => (key || schema.optional !== true) && (schema.default ?? null) === null,
  )
  if (required !== undefined)
    throw refuse(
      `Cannot ALTER TABLE ${shownTable(table)} to add missing field ${shownField(required)}, as the field is not optional and does not have a default value: add the column by hand, or leave the field out`,
    )
  if (!autoEvolve)
    throw refuse(
      `${what} and auto-evolution is disabled: add them, or have them added (auto.evolve, Debezium: schema.evolution)`,
    )
}

export interface TableStructure {
  /**
   * The columns of a target's fields, made where the settings allow it. `undefined`: there is no such table, and nothing
   * to create it for. Throws `DATA` when it is missing, or columns are.
   */
  columnsOf(opened: Opened, target: Target, create: boolean): Promise<TableColumns | undefined>
}

export const tableStructure = (
  settings: SinkSettings,
  known: KnownTables,
  mayWrite: () => void,
): TableStructure => {
  const run = async ({ connection }: Opened, statements: readonly string[]) => {
    for (const sql of statements) {
      mayWrite()
      await connection.execute({ sql })
    }
  }

  const create = async (opened: Opened, { table, fields, value }: Target): Promise<TableColumns> => {
    const { connection, dialect } = opened
    const columns = newColumns(dialect, creationOrder(fields, value))
    try {
      await run(opened, dialect.createTable(table, columns))
    } catch (error) {
      // another task may have created it meanwhile
      const found = await known.refresh(connection, table)
      if (found === undefined) throw error
      return found
    }
    const made = await known.refresh(connection, table)
    if (made !== undefined) return made
    throw new ConnectError('EXTERNAL', `Table ${shownTable(table)} was created and cannot be found`)
  }

  const missingOf = (columns: TableColumns, { fields }: Target) =>
    [...fields.keys, ...fields.columns].filter(({ name }) => columns.find(name) === undefined)

  const evolve = async (opened: Opened, columns: TableColumns, target: Target): Promise<TableColumns> => {
    const { table } = target
    const fields = missingOf(columns, target)
    if (fields.length === 0) return columns
    await checkAddable(opened, { table, fields }, settings.autoEvolve)
    const added = newColumns(opened.dialect, fields)
    let failure: unknown
    try {
      await run(opened, opened.dialect.addColumns(table, added))
    } catch (error) {
      failure = error
    }
    const evolved = await known.refresh(opened.connection, table)
    // another task may have added them meanwhile
    if (evolved !== undefined && missingOf(evolved, target).length === 0) return evolved
    if (failure instanceof ConnectError && failure.code !== 'DATA') throw failure
    throw refuse(
      `Failed to amend TABLE '${shownTable(table)}' to add missing fields: ${shownFields(fields)}`,
      failure,
    )
  }

  return {
    columnsOf: async (opened, target, mayCreate) => {
      const { table } = target
      let found = await known.columns(opened.connection, table)
      // it may have come since
      found ??= await known.refresh(opened.connection, table)
      if (found === undefined && !settings.autoCreate)
        throw refuse(
          `Table ${shownTable(table)} is missing and auto-creation is disabled: create it, or have it created (auto.create, Debezium: schema.evolution)`,
        )
      if (found === undefined && !mayCreate) return undefined
      return evolve(opened, found ?? (await create(opened, target)), target)
    },
  }
}
