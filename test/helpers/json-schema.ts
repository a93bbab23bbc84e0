/** What the schemas of this project use of JSON Schema 2020-12; anything else is refused, so that nothing goes unchecked. */
interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
}

const notes = ['title', 'description', 'examples', 'default']
const rules = [
  '$ref',
  'type',
  'enum',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  'minimum',
]

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typesOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

/** What a reference within a document leads to; throws when it leads nowhere. */
export const resolveReference = (document: unknown, reference: string): unknown => {
  const parts = reference.split('/').slice(1)
  const found = parts.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document)
  if (!reference.startsWith('#/') || found === undefined) throw new Error(`${reference} leads nowhere`)
  return found
}

/**
 * Why a value does not fit a schema, each with its place; nothing when it does. An object may have no properties but
 * those that are named, unless the schema says something of others or names none.
 */
export const misfits = (document: unknown, schema: unknown, value: unknown, at = '$'): readonly string[] => {
  const unknown = Object.keys(schema as object).find(rule => ![...rules, ...notes].includes(rule))
  if (unknown !== undefined) throw new Error(`${at}: the schema has ${unknown}, which is not checked`)
  const { $ref, type, enum: allowed, anyOf, minimum } = schema as Schema
  if ($ref !== undefined) return misfits(document, resolveReference(document, $ref), value, at)
  if (anyOf !== undefined) {
    const tried = anyOf.map(each => misfits(document, each, value, at))
    return tried.some(each => each.length === 0) ? [] : tried.flat()
  }
  const types = type === undefined ? [] : [type].flat()
  if (types.length > 0 && !types.some(each => typesOf(value).includes(each)))
    return [`${at}: got ${JSON.stringify(value)}, allowed is ${types.join(' or ')}`]
  if (allowed !== undefined && !allowed.includes(value))
    return [`${at}: got ${JSON.stringify(value)}, allowed are ${allowed.join(', ')}`]
  if (minimum !== undefined && Number(value) < minimum) return [`${at}: got ${value}, at least ${minimum}`]
  return innerMisfits(document, schema as Schema, value, at)
}

const innerMisfits = (document: unknown, schema: Schema, value: unknown, at: string): readonly string[] => {
  const { items } = schema
  if (Array.isArray(value))
    return items === undefined
      ? []
      : value.flatMap((each, i) => misfits(document, items, each, `${at}[${i}]`))
  return isObject(value) ? propertyMisfits(document, schema, value, at) : []
}

const propertyMisfits = (document: unknown, schema: Schema, value: Json, at: string): readonly string[] => {
  const { properties, required = [], additionalProperties } = schema
  const missing = required
    .filter(name => !Object.hasOwn(value, name))
    .map(name => `${at}: ${name} is missing`)
  const others = Object.entries(value).flatMap(([name, each]) => {
    const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined
    const inner = own ?? additionalProperties
    if (inner) return misfits(document, inner, each, `${at}.${name}`)
    return properties === undefined && inner !== false ? [] : [`${at}: ${name} is not described`]
  })
  return [...missing, ...others]
}
