import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Field } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { fieldsOf } from './field-presence.ts'
import type { MappingOptions } from './mapping-options.ts'
import { scrubName } from './names.ts'
import type { Writers } from './write-element.ts'
import { fieldWriter, type WriteField } from './write-field.ts'

/** A field of a struct, or a member of a union in one, and where it is written. */
export interface Part {
  readonly path: string
  readonly target: protobuf.Field
  readonly valueIn: (struct: Struct) => Value
  readonly write: WriteField
}

/** The message that a struct is written as. */
export interface Target {
  readonly type: protobuf.Type
  readonly writers: Writers
}

/** A field's value: null, or missing, is its default, unless configured. */
export const valueReader = ({ name, schema }: Field, { ignoreDefaultForNullables }: MappingOptions) => {
  const standard = ignoreDefaultForNullables ? null : (schema.default ?? null)
  return (struct: Struct): Value => struct[name] ?? standard
}

export const refuseNull = ({ name, schema }: Field): never => {
  throw new ConnectError(
    'DATA',
    `Invalid value: null used for required field: "${name}", schema type: ${typeName(schema)}`,
  )
}

export const fullNameOf = (type: protobuf.Type) => type.fullName.slice(1)

const targetOf = (name: string, { type, writers }: Target): protobuf.Field => {
  const wanted = writers.options.scrubInvalidNames ? scrubName(name) : name
  const target = fieldsOf(type).find(field => (field.protoName ?? field.name) === wanted)
  if (target !== undefined) return target
  throw new ConnectError('DATA', `Cannot find field with name ${wanted} in message ${fullNameOf(type)}`)
}

/** How a field is written; `DATA` when the message has none for it. */
export const partOf = (field: Field, { type, writers }: Target): Part => {
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
