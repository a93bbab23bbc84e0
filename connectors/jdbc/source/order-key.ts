import { ConnectError } from '../../sdk/errors.ts'
import type { Column, Dialect } from '../dialect.ts'
import type { Place } from './positions.ts'
import type { KeyValue, OrderKey } from './statements.ts'

/** Ordered by something else than what a text of theirs is compared by. */
const unordered = new Set(['enum', 'set', 'bit', 'float', 'double', 'json', 'geometry'])

const moments = new Set(['date', 'datetime', 'timestamp'])

/** A driver that has moments in a form of its own has times of a day so too, which nothing reads. */
const isUnordered = ({ type }: Column, { instantOf }: Pick<Dialect, 'instantOf'>) =>
  unordered.has(type) || (type === 'time' && instantOf !== undefined)

/** The columns of a primary key, when rows can be read in its order from behind one of them. */
export const orderKeyOf = (
  names: readonly string[],
  columns: readonly Column[],
  dialect: Pick<Dialect, 'instantOf'>,
): OrderKey | undefined => {
  const key = names.flatMap(name => columns.find(column => column.name === name) ?? [])
  return key.length === 0 || key.length < names.length || key.some(column => isUnordered(column, dialect))
    ? undefined
    : { columns: key }
}

const cannotKeep = (what: string) =>
  new ConnectError('FATAL', `A value of a key is ${what}, which cannot be kept`)

const keyValue = (raw: unknown): KeyValue => {
  if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'bigint') return raw
  if (raw instanceof Uint8Array) return { base64: Buffer.from(raw).toString('base64') }
  throw cannotKeep(`a ${typeof raw}`)
}

/** Where a row is in the order of a key, from the row as the driver has it. */
export const placeReader = (
  key: OrderKey,
  columns: readonly Column[],
  { instantOf }: Pick<Dialect, 'instantOf'>,
) => {
  const names = key.columns.map(({ name }) => name)
  const at = names.map(name => columns.findIndex(column => column.name === name))
  const valueAt = (row: readonly unknown[], i: number): KeyValue => {
    const column = columns[i]
    if (column === undefined || instantOf === undefined || !moments.has(column.type)) return keyValue(row[i])
    const moment = instantOf(row[i], column, 'UTC')
    if (moment === undefined) throw cannotKeep('no point in time')
    return moment
  }
  return (row: readonly unknown[]): Place => ({ key: names, values: at.map(i => valueAt(row, i)) })
}

/** The values to go on behind, when they are of this key. */
export const valuesIn = (
  place: Place | undefined,
  key: OrderKey | undefined,
): readonly KeyValue[] | undefined => {
  const isSame = key?.columns.length === place?.key.length
  return isSame && key?.columns.every(({ name }, i) => name === place?.key[i]) ? place?.values : undefined
}
