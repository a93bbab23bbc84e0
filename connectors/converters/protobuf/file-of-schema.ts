import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { Field, MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { type EnumSchema, enumOf } from './enum-of-schema.ts'
import { numbersFor } from './field-numbers.ts'
import { fileOf, isWrapped, logicalMessage, paramsOf, scalarType, wrapperOf } from './field-type.ts'
import type { MappingOptions } from './mapping-options.ts'
import {
  define,
  lastName,
  nestedScope,
  newDraft,
  recursionTo,
  rootScope,
  type Scope,
} from './message-scope.ts'
import {
  entryName,
  generalizedUnion,
  isUnion,
  messages,
  splitName,
  unionName,
  unionOf,
  variantName,
} from './names.ts'
import type { ProtoField, ProtoFile, ProtoMessage } from './proto-file.ts'

interface Place {
  readonly name: string
  readonly number: number
  readonly inOneof: boolean
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const structType = (struct: StructSchema, place: Place, scope: Scope): string => {
  const around = recursionTo(scope, struct.fields)
  if (around !== undefined) return around.name === place.name ? around.path : around.name
  const named = lastName(scope, struct.name)
  const name = named === place.name ? `${named}Message` : named
  define(scope.messages, messageOf(struct, nestedScope(scope, name, struct.fields)))
  return name
}

const mapType = ({ name: mapName, keys, values }: MapSchema, scope: Scope): string => {
  if (keys.type === 'array' || keys.type === 'map' || isUnion(keys))
    return fail(`Keys of a MAP may not be ${isUnion(keys) ? 'unions' : `of type ${typeName(keys)}`}`)
  if (isUnion(values)) return fail('Values of a MAP may not be unions')
  const name = entryName(lastName(scope, mapName))
  const entry = nestedScope(scope, name, undefined)
  const fields = [
    fieldOf(keys, { name: 'key', number: 1, inOneof: false }, entry),
    fieldOf(values, { name: 'value', number: 2, inOneof: false }, entry),
  ]
  define(scope.messages, { name, fields, oneofs: [], messages: entry.messages, enums: entry.enums })
  return name
}

const enumType = (symbols: EnumSchema, schemaName: string | undefined, scope: Scope): string => {
  const { identifier } = scope.draft
  const name = symbols.name === '' ? lastName(scope, schemaName) : identifier(symbols.name)
  define(scope.enums, { name, values: symbols.values.map(([symbol, n]) => [identifier(symbol), n] as const) })
  return name
}

const typeOf = (schema: Schema, place: Place, scope: Scope): string => {
  const logical = logicalMessage(schema)
  if (logical !== undefined) return logical
  if (schema.name === variantName) return messages.variant
  if (schema.type === 'array') return fail('Array cannot be nested')
  if (schema.type === 'map') return mapType(schema, scope)
  if (schema.type === 'struct') return structType(schema, place, scope)
  const { options } = scope.draft
  const symbols = enumOf(schema, options.generalizedSumTypes)
  if (symbols !== undefined && symbols.values.length > 0) return enumType(symbols, schema.name, scope)
  const scalar = scalarType(schema)
  return isWrapped(schema, options, place.inOneof) ? wrapperOf(scalar) : scalar
}

const labelOf = (schema: Schema, { inOneof }: Place, { draft }: Scope): ProtoField['label'] => {
  if (schema.type === 'array' || schema.type === 'map')
    return inOneof ? fail(`A member of a union may not be of type ${typeName(schema)}`) : 'repeated'
  return draft.options.optionalForNullables && schema.optional === true && !inOneof ? 'optional' : undefined
}

const fieldOf = (schema: Schema, place: Place, scope: Scope): ProtoField => {
  const label = labelOf(schema, place, scope)
  const item = schema.type === 'array' ? schema.items : schema
  if (schema.type === 'array' && item.type === 'map') fail('Items of an ARRAY may not be of type MAP')
  if (isUnion(item)) fail('Unions may only be fields of a STRUCT')
  const type = typeOf(item, place, scope)
  const file = fileOf(type)
  if (file !== undefined) scope.draft.imports.add(file)
  return { name: place.name, number: place.number, type, label, params: paramsOf(item) }
}

const oneofName = (union: StructSchema, field: string, { draft }: Scope): string => {
  const name = union.parameters?.[generalizedUnion] ?? union.name?.slice(unionName.length + 1) ?? ''
  return draft.identifier(splitName(name)[1] || field)
}

const messageOf = (struct: StructSchema, scope: Scope): ProtoMessage => {
  const numberOf = numbersFor(struct)
  const made = (field: Field, inOneof: boolean): ProtoField => {
    try {
      const place = { name: scope.draft.identifier(field.name), number: numberOf(field), inOneof }
      return fieldOf(field.schema, place, scope)
    } catch (error) {
      throw withinField(field.name, error)
    }
  }
  const fields: ProtoField[] = []
  const oneofs: ProtoMessage['oneofs'][number][] = []
  for (const field of struct.fields) {
    const union = unionOf(field.schema)
    if (union === undefined) fields.push(made(field, false))
    else
      oneofs.push({
        name: oneofName(union, field.name, scope),
        fields: union.fields.map(member => made(member, true)),
      })
  }
  return { name: scope.name, fields, oneofs, messages: scope.messages, enums: scope.enums }
}

/** The file with the message that stands for a struct. */
export const fileOfSchema = (schema: StructSchema, options: MappingOptions): ProtoFile => {
  if (isUnion(schema)) return fail('Unions may only be fields of a STRUCT')
  const draft = newDraft(options)
  const [scope, last] = splitName(draft.nameOr(schema.name))
  const packageName = scope?.split('.').map(draft.identifier).join('.')
  const root = rootScope(draft, draft.identifier(last), packageName)
  const message = messageOf(schema, { ...root, of: schema.fields })
  return { package: packageName, imports: [...draft.imports], message }
}
