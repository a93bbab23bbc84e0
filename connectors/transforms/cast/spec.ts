import { ConnectError } from '../../sdk/errors.ts'
import type { PrimitiveType } from '../../sdk/schema.ts'

/** What values can be cast to. */
export type CastType = Exclude<PrimitiveType, 'bytes'>

/** Fields with the types that they are cast to, or the one of the whole. */
export type CastSpec = { readonly fields: ReadonlyMap<string, CastType> } | { readonly whole: CastType }

const castTypes: readonly CastType[] = [
  'int8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
  'boolean',
  'string',
]
const otherTypes: readonly string[] = ['bytes', 'array', 'map', 'struct']

const inCapitals = (types: readonly string[]) => `[${types.map(type => type.toUpperCase()).join(', ')}]`

/** For messages: the types that values are cast from. */
export const sourceTypes = inCapitals([...castTypes, 'bytes'])

const refuse = (problem: string): never => {
  throw new ConnectError('INVALID_CONFIG', problem)
}

const typeOf = (text: string): CastType => {
  const [lower, upper] = [text.trim().toLowerCase(), text.trim().toUpperCase()]
  const type = castTypes.find(each => each === lower)
  if (type !== undefined) return type
  if (otherTypes.includes(lower))
    return refuse(
      `Cast transformation does not support casting to ${upper}; supported types are ${inCapitals(castTypes)}`,
    )
  return refuse(
    `Invalid value java.lang.IllegalArgumentException: No enum constant org.apache.kafka.connect.data.Schema.Type.${upper} for configuration Invalid type found in casting spec: ${text.trim()}`,
  )
}

/** Colons at the end count for nothing. */
const parseCast = (mapping: string, mappings: readonly string[]): readonly [string | undefined, CastType] => {
  const [name, type, ...more] = mapping.replace(/:+$/, '').split(':')
  if (name === undefined || more.length > 0)
    return refuse(
      `Invalid value [${mappings.join(', ')}] for configuration renames: Invalid rename mapping: ${mapping}`,
    )
  return type === undefined ? [undefined, typeOf(name)] : [name.trim(), typeOf(type)]
}

/** Throws `INVALID_CONFIG` for what is no specification. */
export const parseCastSpec = (mappings: readonly string[]): CastSpec => {
  if (mappings.length === 0) return refuse('Must specify at least one field to cast.')
  const casts = mappings.map(mapping => parseCast(mapping, mappings))
  const whole = casts.find(([name]) => name === undefined)?.[1]
  if (whole !== undefined && casts.length > 1)
    return refuse(
      'Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec',
    )
  const fields = casts.map(([name = '', type]) => [name, type] as const)
  return whole === undefined ? { fields: new Map(fields) } : { whole }
}
