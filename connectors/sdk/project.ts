import { ConnectError } from './errors.ts'
import { entryPlace, withinField } from './field-error.ts'
import type { Datum } from './record.ts'
import type { ArraySchema, MapSchema, Schema, StructSchema } from './schema.ts'
import { typeName } from './type-name.ts'
import { newStruct, type Struct, type Value } from './value.ts'

/** Each may become one that follows. */
const promotable: readonly Schema['type'][] = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64']

const isPromotable = (source: Schema, target: Schema): boolean => {
  const [from, to] = [promotable.indexOf(source.type), promotable.indexOf(target.type)]
  return from >= 0 && from <= to
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const parametersText = ({ parameters }: Schema): string => {
  const entries = Object.entries(parameters ?? {})
  return entries.length === 0 ? 'null' : `{${entries.map(([name, value]) => `${name}=${value}`).join(', ')}}`
}

const sortedParameters = ({ parameters }: Schema): string =>
  JSON.stringify(Object.entries(parameters ?? {}).sort())

const checkCompatible = (source: Schema, target: Schema): void => {
  if (source.type !== target.type && !isPromotable(source, target))
    fail(`Schema type mismatch. source type: ${typeName(source)} and target type: ${typeName(target)}`)
  if (source.name !== target.name)
    fail(`Schema name mismatch. source name: ${source.name ?? null} and target name: ${target.name ?? null}`)
  if (sortedParameters(source) !== sortedParameters(target))
    fail(
      `Schema parameters not equal. source parameters: ${parametersText(source)} and target parameters: ${parametersText(target)}`,
    )
}

const schemaText = (schema: Schema): string =>
  schema.name === undefined ? `Schema{${typeName(schema)}}` : `Schema{${schema.name}:${typeName(schema)}}`

/** An integer as a float that holds it, where Kafka Connect rounds. */
const asFloat = (target: Schema, value: Value): Value => {
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return value
  const float = target.type === 'float32' ? Math.fround(Number(value)) : Number(value)
  return BigInt(float) === BigInt(value)
    ? float
    : fail(`${value} has no ${typeName(target)} of the same value`)
}

const projectWithin = (place: string, run: () => Value): Value => {
  try {
    return run()
  } catch (error) {
    throw withinField(place, error)
  }
}

const projectField = (source: Schema | undefined, value: Value | undefined, target: Schema): Value => {
  // read from a struct, null is the default
  if (source !== undefined) return projectValue(source, value ?? source.default ?? null, target)
  return target.optional === true ? null : (target.default ?? null)
}

const projectStruct = (source: StructSchema, value: Struct, target: StructSchema): Value => {
  const sources = new Map(source.fields.map(({ name, schema }) => [name, schema]))
  const struct = newStruct()
  for (const { name, schema } of target.fields) {
    const isMissing = !sources.has(name) && schema.optional !== true && (schema.default ?? null) === null
    if (isMissing) fail(`Required field \`${name}\` is missing from source schema: ${schemaText(source)}`)
    struct[name] = projectWithin(name, () => projectField(sources.get(name), value[name], schema))
  }
  return struct
}

const projectArray = (source: ArraySchema, value: readonly Value[], target: ArraySchema): Value =>
  value.map((item, i) => projectWithin(`[${i}]`, () => projectValue(source.items, item, target.items)))

const projectMap = (source: MapSchema, value: ReadonlyMap<Value, Value>, target: MapSchema): Value =>
  new Map(
    [...value].map(([key, item]) => {
      const place = entryPlace(key)
      return [
        projectWithin(place, () => projectValue(source.keys, key, target.keys)),
        projectWithin(place, () => projectValue(source.values, item, target.values)),
      ]
    }),
  )

const projectPresent = (source: Schema, value: Value, target: Schema): Value => {
  if (source.type === 'struct' && target.type === 'struct')
    return projectStruct(source, value as Struct, target)
  if (source.type === 'array' && target.type === 'array')
    return projectArray(source, value as readonly Value[], target)
  if (source.type === 'map' && target.type === 'map')
    return projectMap(source, value as ReadonlyMap<Value, Value>, target)
  return source.type.startsWith('int') && target.type.startsWith('float') ? asFloat(target, value) : value
}

const projectValue = (source: Schema, value: Value, target: Schema): Value => {
  if (source === target) return value
  checkCompatible(source, target)
  if (source.optional === true && target.optional !== true && (target.default ?? null) === null)
    fail('Writer schema is optional, however, target schema does not provide a default value.')
  if (value !== null) return projectPresent(source, value, target)
  return target.optional === true ? null : (target.default ?? null)
}

/**
 * The datum's value as one of another, compatible schema: fields that are missing there have their defaults, numbers
 * are promoted from int8 to float64. Throws `DATA`, with Kafka Connect's text, when the schemas are not compatible, or
 * when a float cannot hold an integer. The value is one of its schema.
 */
export const project = ({ schema, value }: Datum, target: Schema): Value =>
  schema === undefined
    ? fail('Without a schema nothing can be projected')
    : projectValue(schema, value, target)
