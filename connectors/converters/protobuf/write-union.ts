import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Field, StructSchema } from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import type { Struct } from '../../sdk/value.ts'
import { oneofOf } from './field-presence.ts'
import { type Part, partOf, refuseNull, type Target, valueReader } from './struct-part.ts'
import { isStruct } from './write-element.ts'

/** Throws for a struct whose values a oneof cannot hold. */
export type Check = (struct: Struct) => void

/** Of parts of which only one may have a value, because the last would win. */
const singleValue = (parts: readonly Part[], needed: boolean): Check => {
  return struct => {
    const set = parts.filter(({ valueIn }) => valueIn(struct) !== null)
    if (set.length === 0 && needed) throw new ConnectError('DATA', 'Cannot find non-null field')
    if (set.length > 1)
      throw new ConnectError('DATA', `A union has one value, got ${set.map(({ path }) => path).join(', ')}`)
  }
}

interface Union {
  readonly parts: readonly Part[]
  readonly check: Check
}

const nullable = (field: Field): Field => ({ ...field, schema: { ...field.schema, optional: true } })

/** How a union is written: as the members of its oneof. */
export const unionPart = (field: Field, union: StructSchema, { type, writers }: Target): Union => {
  const members = union.fields.map(member => partOf(nullable(member), { type, writers }))
  const checkMembers = singleValue(members, true)
  const read = valueReader(field, writers.options)
  const check = (struct: Struct) => {
    const value = read(struct) ?? (field.schema.optional === true ? null : refuseNull(field))
    if (value === null) return
    if (!isStruct(value)) throw new ConnectError('DATA', `Invalid type for STRUCT: ${describeValue(value)}`)
    checkMembers(value)
  }
  const parts = members.map(({ path, target, valueIn, write }) => ({
    ...{ path: `${field.name}.${path}`, target, write },
    valueIn(struct: Struct) {
      const value = read(struct)
      return value === null ? null : valueIn(value as Struct)
    },
  }))
  return { parts, check: inField(field.name, check) }
}

const inField =
  (name: string, check: Check): Check =>
  struct => {
    try {
      check(struct)
    } catch (error) {
      throw withinField(name, error)
    }
  }

/** Checks of oneofs whose members are fields of the struct itself. */
export const flatChecks = (parts: readonly Part[]): readonly Check[] =>
  [...Map.groupBy(parts, ({ target }) => oneofOf(target))]
    .filter(([oneof, { length }]) => oneof !== undefined && length > 1)
    .map(([, group]) => singleValue(group, false))
