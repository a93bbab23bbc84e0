import type { FieldPacket } from 'mysql2'
import type { Column } from '../dialect.ts'
import type { DriverSettings } from './driver-properties.ts'

type Described = Pick<DriverSettings, 'yearIsDate' | 'bitIsBoolean' | 'zeroDates'>

/** Numbers of types and flags as in the protocol's column definition. */
const DECIMALS = new Set([0, 246])
const DATES = new Set([7, 10, 11, 12])
const AS_BYTES = new Set([16, 242, 255])
const NOT_NULL = 1
const UNSIGNED = 32
const ENUM = 256
const AUTO_INCREMENT = 512
const SET = 2048
const BINARY_CHARSET = 63
const LATIN1_CHARSET = 8
const VAR_STRING = 253
const BLOB = 252
/** bytes of a character in utf8mb4, which results are in */
const CHARACTER = 4

const integers: Readonly<Record<number, string>> = {
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  8: 'bigint',
  9: 'mediumint',
}

const plain: Readonly<Record<number, string>> = {
  4: 'float',
  5: 'double',
  6: 'null',
  7: 'timestamp',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  16: 'bit',
  242: 'vector',
  245: 'json',
  255: 'geometry',
}

const numbers = /int$|^(decimal|float|double)$/

const sizes = ['tiny', '', 'medium', 'long']
const sizeLimits = [255, 65_535, 16_777_215]

const flagsOf = ({ flags }: FieldPacket): number => (typeof flags === 'number' ? flags : 0)
const lengthOf = ({ columnLength = 0 }: FieldPacket) => columnLength
const isBinary = ({ characterSet }: FieldPacket) => characterSet === BINARY_CHARSET

const stringType = (field: FieldPacket): string => {
  const flags = flagsOf(field)
  if ((flags & ENUM) !== 0) return 'enum'
  if ((flags & SET) !== 0) return 'set'
  const fixed = field.columnType === 254
  if (isBinary(field)) return fixed ? 'binary' : 'varbinary'
  return fixed ? 'char' : 'varchar'
}

const lobType = (field: FieldPacket): string => {
  const unit = isBinary(field) ? 1 : CHARACTER
  const size = sizeLimits.findIndex(limit => lengthOf(field) <= limit * unit)
  return `${sizes[size < 0 ? 3 : size]}${isBinary(field) ? 'blob' : 'text'}`
}

const typeOf = (field: FieldPacket): string => {
  const { columnType = 0, extendedTypeName, extendedFormat } = field
  if (extendedFormat === 'json') return 'json'
  if (extendedTypeName !== undefined) return extendedTypeName.toLowerCase()
  if (DECIMALS.has(columnType)) return 'decimal'
  if (columnType >= 249 && columnType <= 252) return lobType(field)
  return integers[columnType] ?? plain[columnType] ?? stringType(field)
}

const sizeOf = (type: string, field: FieldPacket): { precision?: number; scale?: number } => {
  const length = lengthOf(field)
  const unsigned = (flagsOf(field) & UNSIGNED) !== 0
  if (type === 'decimal') {
    const scale = field.decimals
    return { precision: length - (scale > 0 ? 1 : 0) - (unsigned ? 0 : 1), scale }
  }
  if (type === 'datetime' || type === 'timestamp' || type === 'time')
    return { scale: field.decimals > 6 ? 6 : field.decimals }
  if (type === 'char' || type === 'varchar') return { precision: Math.floor(length / CHARACTER) }
  if (type === 'tinyint') return length === 1 ? { precision: 1 } : {}
  return type === 'binary' || type === 'varbinary' || type === 'bit' ? { precision: length } : {}
}

const declaredOf = (type: string, { precision, scale }: { precision?: number; scale?: number }): string => {
  if (type === 'decimal') return `decimal(${precision},${scale})`
  if (scale !== undefined) return scale > 0 ? `${type}(${scale})` : type
  return precision === undefined ? type : `${type}(${precision})`
}

/** The type as the properties of the driver want it read. */
export const asWanted = (column: Column, settings: Described): Column => {
  const { type, declared } = column
  if (type === 'year' && !settings.yearIsDate) return { ...column, type: 'smallint' }
  if (declared.startsWith('tinyint(1)') && settings.bitIsBoolean) return { ...column, type: 'boolean' }
  const mayBeZero = ['date', 'datetime', 'timestamp'].includes(type)
  return mayBeZero && settings.zeroDates === 'null' ? { ...column, nullable: true } : column
}

/** A column of a result, spelled as in the catalogue. */
export const columnOf = (field: FieldPacket, settings: Described): Column => {
  const type = typeOf(field)
  const flags = flagsOf(field)
  const size = sizeOf(type, field)
  const unsigned = (flags & UNSIGNED) !== 0 && numbers.test(type)
  const column = {
    name: field.name,
    type,
    declared: `${declaredOf(type, size)}${unsigned ? ' unsigned' : ''}`,
    nullable: (flags & NOT_NULL) === 0,
    autoIncrement: (flags & AUTO_INCREMENT) !== 0,
    ...(unsigned && { unsigned }),
    ...size,
  }
  return asWanted(column, settings)
}

/**
 * Has the driver hand over what it would change: dates and times as a text of the bytes that they are in the binary
 * protocol, bits, geometries and vectors as bytes. To be called before it makes its parser, from the event `fields`.
 */
export const keepRaw = (fields: readonly FieldPacket[]): void => {
  for (const field of fields) {
    const { columnType = 0 } = field
    if (DATES.has(columnType))
      Object.assign(field, { columnType: VAR_STRING, characterSet: LATIN1_CHARSET, encoding: 'latin1' })
    if (AS_BYTES.has(columnType))
      Object.assign(field, { columnType: BLOB, characterSet: BINARY_CHARSET, encoding: 'binary' })
  }
}

/** Places of the columns whose values may be zero dates. */
export const dateColumns = (columns: readonly Column[]): readonly number[] =>
  columns.flatMap(({ type }, i) => (['date', 'datetime', 'timestamp'].includes(type) ? [i] : []))

/** Places of the columns whose values may be large. */
export const wideColumns = (fields: readonly FieldPacket[]): readonly number[] =>
  fields.flatMap((field, i) => (lengthOf(field) > 1024 ? [i] : []))
