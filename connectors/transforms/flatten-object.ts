import { ConnectError } from '../sdk/errors.ts'
import { withinField } from '../sdk/field-error.ts'
import { describeValue } from '../sdk/type-name.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'
import { objectIn } from './operand.ts'
import { duplicate } from './struct-schema.ts'

/** The name of a field inside another: `outer` is `''` at the top. */
export type JoinNames = (outer: string, inner: string) => string

const unsupported = new Set(['date', 'decimal', 'map'])

const refuse = (name: string, type: string) =>
  withinField(
    name,
    new ConnectError(
      'DATA',
      `Flatten transformation was passed a value of type ${type} which is not supported by Connect's data API`,
    ),
  )

const fill = (flat: Record<string, Value>, object: Struct, place: { outer: string; join: JoinNames }) => {
  for (const inner of Object.keys(object)) {
    const name = place.join(place.outer, inner)
    const value = object[inner] ?? null
    const [nested, type] = [objectIn(value), describeValue(value)]
    if (nested !== undefined) fill(flat, nested, { outer: name, join: place.join })
    else if (unsupported.has(type)) throw refuse(name, type)
    else if (name in flat) throw duplicate(name)
    else flat[name] = value
  }
}

/** A schemaless object without objects in it, except in arrays. */
export const flattenObject = (object: Struct, join: JoinNames): Struct => {
  const flat = newStruct()
  fill(flat, object, { outer: '', join })
  return flat
}
