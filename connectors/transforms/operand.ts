import { ConnectError } from '../sdk/errors.ts'
import type { Datum } from '../sdk/record.ts'
import type { Schema, StructSchema } from '../sdk/schema.ts'
import { describeValue } from '../sdk/type-name.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'

export interface StructDatum {
  readonly schema: StructSchema
  readonly value: Struct
}

const isFields = (value: Value): value is Struct => describeValue(value) === 'object'

const isStruct = (datum: Datum): datum is StructDatum =>
  datum.schema?.type === 'struct' && isFields(datum.value)

/** The datum, when it is a struct; `purpose` names what it is needed for. */
export const requireStruct = (datum: Datum, purpose: string): StructDatum => {
  if (isStruct(datum)) return datum
  const found = describeValue(datum.value)
  throw new ConnectError('DATA', `Only Struct objects supported for [${purpose}], found: ${found}`)
}

/** A map without a schema that has texts as its keys is an object; `undefined` for other values. */
export const objectIn = (value: Value): Struct | undefined => {
  if (isFields(value)) return value
  if (!(value instanceof Map)) return undefined
  const object = newStruct()
  for (const [name, field] of value) {
    if (typeof name !== 'string') return undefined
    object[name] = field
  }
  return object
}

/** The value, when it is a schemaless object; `purpose` names what it is needed for. */
export const requireObject = (value: Value, purpose: string): Struct => {
  const object = objectIn(value)
  if (object !== undefined) return object
  const found = value instanceof Map ? 'a map with keys that are no strings' : describeValue(value)
  throw new ConnectError(
    'DATA',
    `Only Map objects supported in absence of schema for [${purpose}], found: ${found}`,
  )
}

export const requireSchema = (schema: Schema | undefined, purpose: string): Schema => {
  if (schema === undefined) throw new ConnectError('DATA', `Schema required for [${purpose}]`)
  return schema
}
