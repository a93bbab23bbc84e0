import { ConnectError, messageOf } from '../../sdk/errors.ts'
import type { Datum } from '../../sdk/record.ts'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import type { Column, Dialect } from '../dialect.ts'
import type { SourceSettings } from './settings.ts'

type Row = readonly unknown[]

/** Makes values of rows, for as long as columns are as they are. */
export interface RowReader {
  readonly columns: readonly Column[]
  readonly schema: StructSchema
  /** of one column; absent: it is left out */
  readonly schemas: readonly (Schema | undefined)[]
  /** Throws a ConnectError that names table and column. */
  read(row: Row): Struct
  /** The record's key, of these columns. */
  keyOf(names: readonly string[]): (value: Struct) => Datum
}

interface Field {
  readonly name: string
  readonly place: number
  readonly schema: Schema
  readonly read: (raw: unknown) => unknown
}

interface Context {
  readonly dialect: Pick<Dialect, 'reader'>
  readonly settings: Pick<SourceSettings, 'reading'>
  /** for errors */
  readonly where: string
  /** of the value's schema */
  readonly name?: string
}

const nameTwice = (fields: readonly Field[]): string | undefined => {
  const names = new Set<string>()
  return fields.find(({ name }) => names.size === names.add(name).size)?.name
}

const checkFields = (fields: readonly Field[], where: string) => {
  const twice = nameTwice(fields)
  if (twice !== undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Cannot create field because of field name duplication ${twice}: give the columns of ${where} names of their own (AS)`,
    )
  if (fields.length === 0)
    throw new ConnectError(
      'INVALID_CONFIG',
      `No column of ${where} is of a type that can be read: other.types=text reads all as text`,
    )
}

const valueError = (where: string, column: string, error: unknown) =>
  new ConnectError('DATA', `A value of column ${column} of ${where} cannot be read: ${messageOf(error)}`, {
    cause: error,
  })

/** The table was changed after its columns were looked up. */
const nullError = (where: string, column: string) =>
  new ConnectError(
    'EXTERNAL',
    `Column ${column} of ${where} is null, which it was not to be when it was looked up`,
  )

const readerOf = (fields: readonly Field[], where: string) => {
  const names = fields.map(({ name }) => name)
  const places = fields.map(({ place }) => place)
  const reads = fields.map(({ read }) => read)
  const optional = fields.map(({ schema }) => schema.optional === true)
  const count = fields.length
  return (row: Row): Struct => {
    const struct = newStruct()
    let i = 0
    try {
      for (; i < count; i++) {
        const raw = row[places[i] as number]
        const name = names[i] as string
        if (raw !== null && raw !== undefined) struct[name] = (reads[i] as Field['read'])(raw) as Value
        else if (optional[i]) struct[name] = null
        else break
      }
    } catch (error) {
      throw valueError(where, names[i] ?? '', error)
    }
    if (i < count) throw nullError(where, names[i] ?? '')
    return struct
  }
}

const keyReader = (fields: readonly Field[], table: string, names: readonly string[]) => {
  const key = fields.filter(({ name }) => names.includes(name))
  const schema: StructSchema = {
    type: 'struct',
    name: `${table}Key`,
    fields: key.map(({ name, schema }) => ({ name, schema })),
  }
  return (value: Struct): Datum => {
    const struct = newStruct()
    for (const { name } of key) struct[name] = value[name] ?? null
    return { schema, value: struct }
  }
}

export const createRowReader = (columns: readonly Column[], context: Context): RowReader => {
  const { dialect, settings, where, name } = context
  const readers = columns.map(column => dialect.reader(column, settings.reading))
  const fields = columns.flatMap((column, place): readonly Field[] => {
    const reader = readers[place]
    return reader === undefined
      ? []
      : [{ name: column.name, place, schema: reader.schema, read: reader.read }]
  })
  checkFields(fields, where)
  return {
    columns,
    schema: {
      type: 'struct',
      ...(name !== undefined && { name }),
      fields: fields.map(({ name, schema }) => ({ name, schema })),
    },
    schemas: readers.map(reader => reader?.schema),
    read: readerOf(fields, where),
    keyOf: names => keyReader(fields, name ?? '', names),
  }
}

/** Columns that are left out, as nobody has said what to make of their types. */
export const leftOut = (columns: readonly Column[], { dialect, settings }: Context): readonly Column[] =>
  columns.filter(column => dialect.reader(column, settings.reading) === undefined)
