import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type MapSchema, type Schema, type StructSchema } from '../../sdk/schema.ts'
import { enumValues } from './enum-parameters.ts'
import { hashOrder } from './hash-order.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isUnion, variantName } from './names.ts'
import { recursiveStructs } from './recursion.ts'
import { annotations, bareAnnotations, type Member, printObject } from './schema-members.ts'
import { isObjectMap } from './write-value.ts'

interface Place {
  /** the field's number in its struct */
  readonly index?: number
  /** null is said elsewhere */
  readonly required?: boolean
}
type Print = (schema: Schema, place?: Place) => string

export interface SchemaPrinterOptions extends MappingOptions {
  /** a default as JSON text */
  readonly printDefault: (schema: Schema) => string | undefined
}

const typeMember = (type: string): Member => ['type', `"${type}"`]

const primitiveMembers = (schema: Schema, options: MappingOptions): readonly Member[] => {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return [typeMember('integer')]
    case 'float32':
    case 'float64':
      return [typeMember('number')]
    case 'bytes': {
      const numeric = schema.name === logicalNames.Decimal && options.decimalFormat === 'NUMERIC'
      return [typeMember(numeric ? 'number' : 'string')]
    }
    case 'boolean':
      return [typeMember('boolean')]
    default: {
      const symbols = enumValues(schema, options.generalizedSumTypes)
      return symbols === undefined ? [typeMember('string')] : [['enum', JSON.stringify(symbols)]]
    }
  }
}

const nullAnd = (text: string, index: number | undefined): string =>
  printObject([...bareAnnotations(index), ['oneOf', `[{"type":"null"},${text}]`]])

const printUnion = (schema: StructSchema, print: Print, { index, required }: Place): string => {
  const branches = schema.fields.map((field, i) => print(field.schema, { index: i, required: true }))
  const nothing = schema.optional === true && required !== true ? ['{"type":"null"}'] : []
  return printObject([...bareAnnotations(index), ['oneOf', `[${[...nothing, ...branches].join(',')}]`]])
}

const properties = (schema: StructSchema, print: Print): readonly Member[] => {
  const texts = new Map(schema.fields.map(({ name, schema: type }, index) => [name, print(type, { index })]))
  const members = hashOrder([...texts.keys()]).map(name => [name, texts.get(name) ?? ''] as const)
  return members.length === 0 ? [] : [['properties', printObject(members)]]
}

const printEntry = (schema: MapSchema, print: Print): string => {
  const fields = [
    { name: 'key', schema: schema.keys },
    { name: 'value', schema: schema.values },
  ]
  return printObject([typeMember('object'), ...properties({ type: 'struct', fields }, print)])
}

/** What stands before the annotations, and what after. */
const structure = (schema: Schema, print: Print, options: MappingOptions): readonly (readonly Member[])[] => {
  if (schema.type === 'array') return [[typeMember('array')], [['items', print(schema.items)]]]
  if (schema.type === 'map')
    return isObjectMap(schema)
      ? [[typeMember('object')], [['additionalProperties', print(schema.values)]]]
      : [[typeMember('array')], [['items', printEntry(schema, print)]]]
  if (schema.type !== 'struct') return [primitiveMembers(schema, options), []]
  const closed: readonly Member[] = options.additionalProperties ? [] : [['additionalProperties', 'false']]
  return [[typeMember('object'), ...closed], properties(schema, print)]
}

const refuseVariant = (schema: Schema) => {
  if (schema.name === variantName)
    throw new ConnectError('DATA', `Unsupported logical type ${variantName}: its values are not read here`)
}

/** A Connect schema as the text of a JSON Schema, the same text as Kafka Connect's converter registers. */
export const schemaPrinter =
  (options: SchemaPrinterOptions) =>
  (root: Schema): string => {
    const recursive = recursiveStructs(root)
    const printed = new Set<string>()

    const printBody = (schema: Schema, index: number | undefined, id: string | undefined): string => {
      refuseVariant(schema)
      if (id !== undefined) printed.add(id)
      const [before = [], after = []] = structure(schema, print, options)
      const noted = annotations(schema, { index, id, text: options.printDefault(schema) })
      return printObject([...before, ...noted, ...after])
    }
    const print: Print = (schema, place = {}) => {
      if (schema.type === 'struct' && isUnion(schema)) return printUnion(schema, print, place)
      if (schema.optional === true && place.required !== true)
        return nullAnd(print(schema, { required: true }), place.index)
      const id = schema.type === 'struct' ? recursive.get(schema.fields) : undefined
      if (id === undefined || !printed.has(id)) return printBody(schema, place.index, id)
      return printObject([['$ref', JSON.stringify(id)], ...bareAnnotations(place.index)])
    }
    return print(root)
  }
