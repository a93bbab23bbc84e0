import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Field, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { fieldsOf, oneofOf } from './field-presence.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isUnion, scrubName, unionOf } from './names.ts'
import { checkDepth } from './wire.ts'
import { isStruct, type Writers, type WriteStruct } from './write-element.ts'
import { fieldWriter, type WriteField } from './write-field.ts'

/** A field of a struct, or a member of a union in one, and where it is written. */
interface Part {
  readonly path: string
  readonly target: protobuf.Field
  readonly valueIn: (struct: Struct) => Value
  readonly write: WriteField
}

/** The message that a struct is written as. */
interface Target {
  readonly type: protobuf.Type
  readonly writers: Writers
}

const valueReader = ({ name, schema }: Field, { ignoreDefaultForNullables }: MappingOptions) => {
  const standard = ignoreDefaultForNullables ? null : (schema.default ?? null)
  return (struct: Struct): Value => struct[name] ?? standard
}

const refuseNull = ({ name, schema }: Field): never => {
  throw new ConnectError(
    'DATA',
    `Invalid value: null used for required field: "${name}", schema type: ${typeName(schema)}`,
  )
}

const fullNameOf = (type: protobuf.Type) => type.fullName.slice(1)

const targetOf = (name: string, { type, writers }: Target): protobuf.Field => {
  const wanted = writers.options.scrubInvalidNames ? scrubName(name) : name
  const target = fieldsOf(type).find(field => (field.protoName ?? field.name) === wanted)
  if (target !== undefined) return target
  throw new ConnectError('DATA', `Cannot find field with name ${wanted} in message ${fullNameOf(type)}`)
}

const partOf = (field: Field, { type, writers }: Target): Part => {
  try {
    const target = targetOf(field.name, { type, writers })
    const read = valueReader(field, writers.options)
    const nullable = field.schema.optional === true && !target.required
    const valueIn = (struct: Struct) => read(struct) ?? (nullable ? null : refuseNull(field))
    return { path: field.name, target, valueIn, write: fieldWriter(field.schema, target, writers) }
  } catch (error) {
    throw withinField(field.name, error)
  }
}

type Check = (struct: Struct) => void

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

const unionPart = (field: Field, union: StructSchema, { type, writers }: Target): Union => {
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
const flatChecks = (parts: readonly Part[]): readonly Check[] =>
  [...Map.groupBy(parts, ({ target }) => oneofOf(target))]
    .filter(([oneof, { length }]) => oneof !== undefined && length > 1)
    .map(([, group]) => singleValue(group, false))

const checkTargets = (parts: readonly Part[], type: protobuf.Type): void => {
  const given = new Map<protobuf.Field, string>()
  for (const { target, path } of parts) {
    const other = given.get(target)
    if (other !== undefined)
      throw new ConnectError('DATA', `Fields ${other} and ${path} are both written as ${target.name}`)
    given.set(target, path)
  }
  const missing = fieldsOf(type).find(field => field.required && !given.has(field))
  if (missing !== undefined)
    throw new ConnectError('DATA', `Message missing required fields: ${missing.name} of ${fullNameOf(type)}`)
}

const compile = (schema: StructSchema, target: Target): WriteStruct => {
  const plain = schema.fields.filter(field => !isUnion(field.schema)).map(field => partOf(field, target))
  const unions = schema.fields.flatMap(field => {
    const union = unionOf(field.schema)
    return union === undefined ? [] : [unionPart(field, union, target)]
  })
  const parts = [...plain, ...unions.flatMap(each => each.parts)].sort((a, b) => a.target.id - b.target.id)
  const checks = [...flatChecks(plain), ...unions.map(({ check }) => check)]
  checkTargets(parts, target.type)
  return (writer, struct, depth) => {
    checkDepth(depth)
    for (const check of checks) check(struct)
    let field = ''
    try {
      for (const { path, valueIn, write } of parts) {
        field = path
        const value = valueIn(struct)
        if (value !== null) write(writer, value, depth)
      }
    } catch (error) {
      throw withinField(field, error)
    }
  }
}

/** Makes writers of structs as messages; each is made once, for structs may be recursive. */
export const structWriters = (options: MappingOptions): Writers['structWriter'] => {
  const made = new Map<StructSchema['fields'], Map<protobuf.Type, WriteStruct>>()
  const writers: Writers = {
    options,
    structWriter(schema, type) {
      const known = made.get(schema.fields)?.get(type)
      if (known !== undefined) return known
      let write: WriteStruct | undefined
      const later: WriteStruct = (writer, struct, depth) => write?.(writer, struct, depth)
      made.set(schema.fields, new Map([...(made.get(schema.fields) ?? []), [type, later]]))
      write = compile(schema, { type, writers })
      return later
    },
  }
  return writers.structWriter
}
