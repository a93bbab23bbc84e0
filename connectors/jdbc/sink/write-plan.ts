import { ConnectError } from '../../sdk/errors.ts'
import type { Statement, WriteShape } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import type { SinkField } from './key-fields.ts'
import { refusedWrite } from './refused-write.ts'
import type { RecordShape, RowGroup } from './row-groups.ts'
import type { SinkSettings } from './settings.ts'
import type { TableColumns } from './table-columns.ts'
import { shownTable } from './table-name.ts'
import type { TableStructure } from './table-structure.ts'
import { checkUpsertKey } from './upsert-key.ts'

const refuse = (message: string) => new ConnectError('DATA', message)

const checkShape = ({ insertMode }: SinkSettings, { table, fields, deletes }: RecordShape) => {
  if (deletes || insertMode === 'insert') return
  const mode = insertMode.toUpperCase()
  if (fields.keys.length === 0)
    throw refuse(
      `Write to table '${shownTable(table)}' in ${mode} mode requires key field names to be known, check the primary key configuration`,
    )
  if (insertMode === 'update' && fields.columns.length === 0)
    throw refuse(`Write to table '${shownTable(table)}' in UPDATE mode has no fields but the primary key`)
}

const written = (fields: readonly SinkField[], columns: TableColumns) =>
  fields.flatMap(({ name, schema }) => {
    const column = columns.find(name)
    return column === undefined ? [] : [{ column, schema }]
  })

/** A statement, and what it writes. */
export interface PlannedWrite {
  readonly statement: Statement
  readonly shape: WriteShape
}

/** The statements that write groups of rows, in their order. Makes tables and columns before, where it may. */
export const writePlan = (settings: SinkSettings, structure: TableStructure) => {
  const shapes = new WeakMap<RecordShape, { readonly columns: TableColumns; readonly shape: WriteShape }>()

  /** Kept as long as the table is the same: dialects compile what they make of it. */
  const writeShape = (shape: RecordShape, columns: TableColumns): WriteShape => {
    const known = shapes.get(shape)
    if (known?.columns === columns) return known.shape
    const made: WriteShape = {
      mode: shape.deletes ? 'delete' : settings.insertMode,
      table: shape.table,
      keys: written(shape.fields.keys, columns),
      columns: written(shape.fields.columns, columns),
    }
    shapes.set(shape, { columns, shape: made })
    return made
  }

  const keyed = new WeakSet<WriteShape>()

  const checkKey = async (opened: Opened, write: WriteShape) => {
    if (write.mode !== 'upsert' || keyed.has(write)) return
    await checkUpsertKey(opened, write)
    keyed.add(write)
  }

  const writesOf = async (opened: Opened, { shape, rows }: RowGroup): Promise<readonly PlannedWrite[]> => {
    checkShape(settings, shape)
    const columns = await structure.columnsOf(opened, shape, !shape.deletes)
    if (columns === undefined) return []
    const write = writeShape(shape, columns)
    await checkKey(opened, write)
    const statements: Statement[] = []
    try {
      for (let from = 0; from < rows.length; from += settings.batchSize) {
        const part = rows.length <= settings.batchSize ? rows : rows.slice(from, from + settings.batchSize)
        statements.push(...opened.dialect.writes(write, part, settings.timeZones))
      }
    } catch (error) {
      throw refusedWrite(error, write, opened.dialect)
    }
    return statements.map(statement => ({ statement, shape: write }))
  }

  return async (opened: Opened, groups: readonly RowGroup[]): Promise<readonly PlannedWrite[]> => {
    const writes: PlannedWrite[] = []
    for (const group of groups) writes.push(...(await writesOf(opened, group)))
    return writes
  }
}
