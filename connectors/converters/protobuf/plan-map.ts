import protobuf from 'protobufjs'
import type { MapSchema } from '../../sdk/schema.ts'
import { isOptional } from './field-presence.ts'
import type { Element, Shape } from './message-plan.ts'
import { entryName, mapName } from './names.ts'
import { type Place, placedSchema } from './placed-schema.ts'
import { elementOf, type Planner, simpleOrFull } from './plan-element.ts'

type Part = readonly [element: Element, place: Place]
type MapPlan = readonly [shape: Shape, schema: MapSchema]

const mapPlan = (name: string, key: Part, value: Part, planner: Planner): MapPlan => [
  {
    ...{ kind: 'map', key: key[0], keyNumber: key[1].number, value: value[0], valueNumber: value[1].number },
    missing: value[1].optional ? 'null' : 'zero',
  },
  {
    type: 'map',
    keys: placedSchema(...key, planner.options),
    values: placedSchema(...value, planner.options),
    name,
    optional: true,
  },
]

const place = (number: number, optional: boolean): Place => ({ number, inOneof: false, optional })

/** `map<K, V>` as a map. */
export const planMapField = (field: protobuf.MapField, planner: Planner): MapPlan => {
  const key = elementOf(new protobuf.Field('key', 1, field.keyType), planner)
  const scope = planner.options.fullNames ? `${field.parent?.fullName.slice(1)}.` : ''
  const name = scope + mapName(entryName(field.protoName ?? field.name))
  return mapPlan(name, [key, place(1, false)], [elementOf(field, planner), place(2, false)], planner)
}

type Entry = readonly [key: protobuf.Field, value: protobuf.Field]

/** The fields of a message whose name and fields say that it is an entry of a map. */
export const entryOf = (type: protobuf.Type): Entry | undefined => {
  const [key, value, ...others] = type.fieldsArray
  if (key?.name !== 'key' || value?.name !== 'value' || others.length > 0) return undefined
  const plain = !(key.repeated || key.map || value.repeated || value.map)
  return plain && type.name.endsWith('Entry') ? [key, value] : undefined
}

const entryPart = (field: protobuf.Field, planner: Planner): Part => {
  const isMessage = field.resolvedType instanceof protobuf.Type
  return [elementOf(field, planner), place(field.id, isOptional(field) || isMessage)]
}

/** Repeated entries, which is what maps are written as, as a map. */
export const planEntries = (type: protobuf.Type, [key, value]: Entry, planner: Planner): MapPlan =>
  mapPlan(
    mapName(simpleOrFull(type, planner.options)),
    entryPart(key, planner),
    entryPart(value, planner),
    planner,
  )
