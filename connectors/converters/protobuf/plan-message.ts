import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import type { Field, Schema, StructSchema } from '../../sdk/schema.ts'
import { fieldsOf, isOptional, oneofOf } from './field-presence.ts'
import type { MappingOptions } from './mapping-options.ts'
import type { Element, Member, MessagePlan, Shape } from './message-plan.ts'
import { generalizedUnion, tagParameter, unionName } from './names.ts'
import { placedSchema } from './placed-schema.ts'
import { elementOf, type Planner, simpleOrFull } from './plan-element.ts'
import { entryOf, planEntries, planMapField } from './plan-map.ts'

// schemas go deeper than messages may, but not much deeper than there is stack
const MAX_DEPTH = 500

const withTag = (schema: Schema, field: protobuf.Field): Schema => ({
  ...schema,
  parameters: { [tagParameter]: String(field.id) },
})

const mapOf = (field: protobuf.Field, planner: Planner) => {
  if (field instanceof protobuf.MapField) return planMapField(field, planner)
  const type = field.repeated && field.resolvedType instanceof protobuf.Type ? field.resolvedType : undefined
  const entry = type && entryOf(type)
  return type && entry && planEntries(type, entry, planner)
}

const arrayOf = ({ schema }: Element): Schema => ({
  type: 'array',
  items: { ...schema, optional: true },
  optional: true,
})

const missingOf = (field: protobuf.Field, element: Element, options: MappingOptions) => {
  if (oneofOf(field) !== undefined) return 'null'
  if (field.required) return 'error'
  if (options.structForNulls) return 'zero'
  if (element.kind !== 'scalar' && element.kind !== 'enum') return 'null'
  const known = field.partOf !== null || options.optionalForProto2
  return known && isOptional(field) ? 'null' : 'zero'
}

const shapeOf = (field: protobuf.Field, planner: Planner): readonly [Shape, Schema] => {
  const map = mapOf(field, planner)
  if (map !== undefined) return [map[0], withTag(map[1], field)]
  const element = elementOf(field, planner)
  if (field.repeated) return [{ kind: 'repeated', element }, withTag(arrayOf(element), field)]
  const place = { number: field.id, inOneof: oneofOf(field) !== undefined, optional: isOptional(field) }
  const missing = missingOf(field, element, planner.options)
  return [{ kind: 'single', element, missing }, placedSchema(element, place, planner.options)]
}

const memberOf = (field: protobuf.Field, union: string | undefined, planner: Planner): Member => {
  const [shape, schema] = shapeOf(field, planner)
  const standard: unknown = field.options?.default
  return { name: field.protoName, number: field.id, shape, schema, union, oneof: oneofOf(field), standard }
}

const unionSchema = (
  oneof: protobuf.OneOf,
  fields: readonly Field[],
  options: MappingOptions,
): StructSchema =>
  options.generalizedSumTypes
    ? {
        ...{ type: 'struct', fields, name: oneof.name, optional: true },
        parameters: { [generalizedUnion]: oneof.name },
      }
    : { type: 'struct', fields, name: `${unionName}.${simpleOrFull(oneof, options)}`, optional: true }

const fieldOf = ({ name, schema }: Member): Field => ({ name, schema })

/** Makes plans of messages, and keeps them: messages may be in each other. */
export const messagePlanner = (options: MappingOptions): ((type: protobuf.Type) => MessagePlan) => {
  const plans = new Map<protobuf.Type, MessagePlan>()
  let depth = 0

  const fill = (type: protobuf.Type, fields: Field[], members: Member[]) => {
    const oneofs = type.oneofsArray.filter(oneof => !oneof.isProto3Optional)
    for (const [i, oneof] of oneofs.entries()) {
      const union = options.indexForUnions ? `${oneof.name}_${i}` : oneof.name
      const inside = oneof.fieldsArray.map(field =>
        memberOf(field, options.flattenUnions ? undefined : union, planner),
      )
      members.push(...inside)
      if (options.flattenUnions) fields.push(...inside.map(fieldOf))
      else fields.push({ name: union, schema: unionSchema(oneof, inside.map(fieldOf), options) })
    }
    const others = fieldsOf(type).filter(field => oneofOf(field) === undefined)
    const rest = others.map(field => memberOf(field, undefined, planner))
    members.push(...rest)
    fields.push(...rest.map(fieldOf))
  }
  const planOf = (type: protobuf.Type): MessagePlan => {
    const known = plans.get(type)
    if (known !== undefined) return known
    const [fields, members]: [Field[], Member[]] = [[], []]
    const schema: StructSchema = { type: 'struct', name: simpleOrFull(type, options), fields }
    const plan = { type, schema, members }
    plans.set(type, plan)
    try {
      if (++depth > MAX_DEPTH)
        throw new ConnectError('DATA', `The schema has more than ${MAX_DEPTH} levels of messages`)
      fill(type, fields, members)
    } catch (error) {
      // others may refer to what is not complete
      plans.clear()
      throw error
    } finally {
      depth--
    }
    return plan
  }
  const planner: Planner = { options, planOf }
  return planOf
}
