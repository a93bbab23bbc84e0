import { boolean, type ConfigOf, defineConfig, string } from '../../sdk/config.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { ConnectRecord } from '../../sdk/record.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Transform } from '../../sdk/transform.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { requireSchema } from '../operand.ts'
import { replaceFieldKey, replaceFieldValue } from '../replace-field.ts'
import type { Side } from '../side.ts'

export const droppedFieldsConfig = defineConfig({
  'drop.fields.header.name': string({
    default: null,
    importance: 'LOW',
    doc: 'The name of a header with a list of fields that are left out of the row. Fields that stay then have their defaults in the place of nulls.',
  }),
  'drop.fields.from.key': boolean({
    default: false,
    importance: 'LOW',
    doc: 'Whether they are left out of the key too.',
  }),
  'drop.fields.keep.schema.compatible': boolean({
    default: true,
    importance: 'LOW',
    doc: 'Whether only optional fields are left out.',
  }),
})

const namesIn = (record: ConnectRecord, name: string): readonly string[] => {
  const value = record.headers.find(({ key }) => key === name)?.value ?? null
  if (value === null) return []
  // what is no text names no field, yet something is to be left out
  if (Array.isArray(value)) return value.map(each => (typeof each === 'string' ? each : ''))
  throw new ConnectError(
    'DATA',
    `The header ${name} must be a list of field names, found: ${describeValue(value)}`,
  )
}

const optionalAmong = (schema: Schema, names: readonly string[]): readonly string[] => {
  if (schema.type !== 'struct') throw new ConnectError('DATA', 'Cannot list fields on non-struct type')
  const optional = schema.fields.filter(field => field.schema.optional === true)
  return optional.map(({ name }) => name).filter(name => names.includes(name))
}

/** Lists that are remembered: tables have few, but a header may say anything. */
const MOST_LISTS = 256

const excluding = (side: Side) => {
  const replace = side === 'key' ? replaceFieldKey : replaceFieldValue
  const known = new Map<string, Transform>()
  return (exclude: readonly string[]): Transform => {
    const list = JSON.stringify(exclude)
    const made = known.get(list)
    if (made !== undefined) return made
    if (known.size === MOST_LISTS) known.clear()
    const transform = replace.open({
      exclude,
      include: [],
      renames: [],
      'replace.null.with.default': true,
    })
    known.set(list, transform)
    return transform
  }
}

type Dropping = <R extends ConnectRecord>(record: R) => R

/** Leaves out the fields that a header names; `undefined` when none is configured. */
export const droppingOf = (config: ConfigOf<typeof droppedFieldsConfig>): Dropping | undefined => {
  const header = config['drop.fields.header.name']?.trim() ?? ''
  if (header === '') return undefined
  const from = (side: Side) => {
    const without = excluding(side)
    return <R extends ConnectRecord>(record: R, names: readonly string[]): R => {
      const { schema, value } = record[side]
      if (value === null) return record
      const compatible = config['drop.fields.keep.schema.compatible']
      const dropped = compatible ? optionalAmong(requireSchema(schema, 'field replacement'), names) : names
      return dropped.length === 0 ? record : (without(dropped).apply(record) ?? record)
    }
  }
  const [fromKey, fromValue] = [from('key'), from('value')]
  return record => {
    const names = namesIn(record, header)
    if (names.length === 0) return record
    return fromValue(config['drop.fields.from.key'] ? fromKey(record, names) : record, names)
  }
}
