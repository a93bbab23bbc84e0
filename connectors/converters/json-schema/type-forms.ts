import { ConnectError } from '../../sdk/errors.ts'
import type { Value } from '../../sdk/value.ts'
import { nodeType } from '../json/node.ts'
import type { Dialect, Node } from './document.ts'
import type { Form, SimpleType, Subject } from './form.ts'

/** Of a part of a schema, which says nothing of itself. */
export const noNotes: Node = {}

const simpleTypes: readonly string[] = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object']
const isSimpleType = (type: Value): type is SimpleType => simpleTypes.includes(type as string)

const objectKeywords = [
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'dependencies',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
]
const arrayKeywords = ['items', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems', 'contains']
const numberKeywords = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']
const stringKeywords = ['minLength', 'maxLength', 'pattern']

/** Types that a schema does not name, but has keywords of. */
const implications = (dialect: Dialect): readonly (readonly [SimpleType, readonly string[]])[] => [
  ['array', dialect === 'modern' ? [...arrayKeywords, 'prefixItems'] : arrayKeywords],
  ['object', objectKeywords],
  ['number', numberKeywords],
  ['string', dialect === 'modern' ? stringKeywords : [...stringKeywords, 'format']],
]

const same: Readonly<Record<SimpleType, SimpleType>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
  array: 'array',
  object: 'object',
}

const typesOf = (node: Node): readonly SimpleType[] => {
  const named = node.type === undefined ? [] : Array.isArray(node.type) ? node.type : [node.type]
  return named.map(type => {
    if (isSimpleType(type)) return type
    throw new ConnectError('DATA', `unknown type: [${typeof type === 'string' ? type : nodeType(type)}]`)
  })
}

const simple = (kind: SimpleType, { node, document }: Subject, implied = false): Form => ({
  ...{ kind, node, document, implied },
  notes: noNotes,
})

/** A form for each type that a schema names, and for those that it only has keywords of. */
export const typeForms = (subject: Subject): readonly Form[] => {
  const { node, document } = subject
  const types = typesOf(node)
  const forms = types.map(kind => simple(kind, subject))
  const implied = implications(document.dialect)
    .filter(([type]) => !types.some(named => same[named] === type))
    .filter(([, keywords]) => keywords.some(keyword => keyword in node))
    .map(([kind]) => simple(kind, subject, true))
  if (!Array.isArray(node.type)) return [...forms, ...implied]
  return [{ kind: 'any', forms, node, document, notes: noNotes }, ...implied]
}
