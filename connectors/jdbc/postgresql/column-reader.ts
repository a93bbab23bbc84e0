import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { OPTIONAL_STRING, type Schema, STRING } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { Column, ColumnReader, Reading } from '../dialect.ts'
import { parseArray } from './array-text.ts'
import { parseHstore } from './hstore-text.ts'
import { asText, scalarReader } from './read-scalars.ts'

interface AnyReader {
  readonly schema: Schema
  read(text: string): Value
}

export const isArray = ({ type, castType }: Column): boolean =>
  castType === undefined ? type.startsWith('_') : castType.endsWith('[]')

/** The elements of an array, as a column. */
export const elementOf = (column: Column): Column => ({
  ...column,
  type: column.type.replace(/^_/, ''),
  declared: column.declared.replace(/\[\]$/, ''),
  ...(column.castType !== undefined && { castType: column.castType.replace(/\[\]$/, '') }),
})

const arrayReader = (column: Column, reading: Reading): AnyReader => {
  const element = elementOf(column)
  const { schema, read } = scalarReader(element, reading) ?? asText
  const delimiter = element.type === 'box' ? ';' : ','
  return {
    schema: { type: 'array', items: { ...schema, optional: true } },
    read: text => parseArray(text, delimiter).map(each => (each === null ? null : read(each))),
  }
}

const hstoreReader: AnyReader = {
  schema: { type: 'map', keys: STRING, values: OPTIONAL_STRING },
  read: parseHstore,
}

const otherReader = (column: Column, reading: Reading): AnyReader | undefined => {
  if (reading.otherTypes === 'ignore') return undefined
  if (reading.otherTypes === 'text') return asText
  if (isArray(column)) return arrayReader(column, reading)
  return column.type === 'hstore' ? hstoreReader : asText
}

const MAX_SHOWN = 100

const shown = (text: string) => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)

const unreadable = ({ name, declared }: Column, text: string, error: unknown) =>
  new ConnectError(
    'DATA',
    `Column ${name} of type ${declared} has the value ${shown(text)}: ${messageOf(error)}`,
    {
      cause: error,
    },
  )

/** Absent: `otherTypes` leaves this type out. */
export const columnReader = (column: Column, reading: Reading): ColumnReader | undefined => {
  const found: AnyReader | undefined = scalarReader(column, reading) ?? otherReader(column, reading)
  if (found === undefined) return undefined
  const { read, schema } = found
  return {
    schema: column.nullable ? { ...schema, optional: true } : schema,
    read: raw => {
      try {
        return read(raw as string)
      } catch (error) {
        throw unreadable(column, raw as string, error)
      }
    },
  }
}
