import { ConnectError } from '../sdk/errors.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'
import type { Mapping } from './mapping.ts'

const isMapping = (value: Value | undefined): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ownValue = (struct: Struct, name: string): Value | undefined =>
  Object.hasOwn(struct, name) ? struct[name] : undefined

const propertiesOf = (mapping: Mapping): Struct => {
  const properties = ownValue(mapping, 'properties')
  return isMapping(properties) ? properties : {}
}

const typeOf = (mapping: Mapping): string => {
  const type = ownValue(mapping, 'type')
  return typeof type === 'string' ? type : 'object'
}

const numbers = [
  'byte',
  'short',
  'integer',
  'long',
  'unsigned_long',
  'half_float',
  'float',
  'double',
  'scaled_float',
]
const texts = ['text', 'match_only_text', 'keyword', 'constant_keyword', 'wildcard']

const each = (types: readonly string[], refused: readonly string[]) =>
  types.map(type => [type, new Set(refused)] as const)

/**
 * By type: types of which no value is ever taken. Of others some may be, as dates and numbers in texts are: the server
 * judges each document. Types that are not here take what they take.
 */
const refusals: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...each(numbers, ['boolean', 'binary', 'object']),
  ...each(['date', 'date_nanos'], ['boolean', 'binary', 'object']),
  ...each(['boolean'], [...numbers, 'date', 'binary', 'object']),
  ...each(['ip', 'binary'], [...numbers, 'date', 'boolean', 'object']),
  ...each(texts, ['object']),
  ...each(['object', 'nested'], [...numbers, 'date', 'boolean', 'binary', 'text']),
])

/** Names with dots are paths. */
const expanded = (properties: Struct): Struct => {
  const result = newStruct()
  for (const name in properties) {
    const [first = '', ...rest] = name.split('.')
    const mapping = properties[name] as Mapping
    const below = rest.length === 0 ? mapping : { properties: { [rest.join('.')]: mapping } }
    const known = result[first]
    result[first] = isMapping(known)
      ? { ...known, properties: { ...propertiesOf(known), ...propertiesOf(below) } }
      : below
  }
  return result
}

interface Place {
  readonly resource: string
  readonly path: readonly string[]
  /** whether new fields may be added here */
  readonly open: boolean
}

const conflict = ({ resource, path }: Place, existing: string, wanted: string) =>
  new ConnectError(
    'DATA',
    `The field ${path.join('.')} is of type ${existing} in ${resource} and of type ${wanted} by the schema of the record: send such records to another index, or make this one anew with the new type`,
  )

const isOpen = (mapping: Mapping, inherited: boolean): boolean => {
  const dynamic = ownValue(mapping, 'dynamic')
  return dynamic === undefined ? inherited : dynamic === true || dynamic === 'true'
}

const missingFields = (existing: Mapping, wanted: Mapping, place: Place): Mapping | undefined => {
  const added = newStruct()
  const open = isOpen(existing, place.open)
  const known = propertiesOf(existing)
  const fields = expanded(propertiesOf(wanted))
  for (const name in fields) {
    const field = missing(ownValue(known, name), fields[name] as Mapping, {
      ...place,
      open,
      path: [...place.path, name],
    })
    if (field !== undefined) added[name] = field
  }
  return Object.keys(added).length === 0 ? undefined : { properties: added }
}

const missing = (existing: Value | undefined, wanted: Mapping, place: Place): Mapping | undefined => {
  if (!isMapping(existing)) return place.open ? wanted : undefined
  const [had, has] = [typeOf(existing), typeOf(wanted)]
  if (refusals.get(had)?.has(has) === true) throw conflict(place, had, has)
  return had === 'object' || had === 'nested' ? missingFields(existing, wanted, place) : undefined
}

/**
 * What an index lacks of a mapping; `undefined`: nothing. Where it says itself what becomes of new fields, by `dynamic`
 * or by templates for them, it is left alone. Throws `DATA` for a field of a type that its values never go into.
 */
export const additionsTo = (existing: Mapping, wanted: Mapping, resource: string): Mapping | undefined => {
  const templates = ownValue(existing, 'dynamic_templates')
  const open = !(Array.isArray(templates) && templates.length > 0)
  return missingFields(existing, wanted, { resource, path: [], open })
}
