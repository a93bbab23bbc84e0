import { ConnectError } from '../../sdk/errors.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject, nodeType } from '../json/node.ts'
import type { Dialect, Document, Node, Place } from './document.ts'

type SimpleType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object'

interface Common {
  readonly document: Document
  /** where title, default and the like stand; a part of a schema has none */
  readonly notes: Node
}
/** `implied`: the type is not named, there are only keywords for it. */
interface Simple<K> extends Common {
  readonly kind: K
  readonly node: Node
  readonly implied: boolean
}
interface Enumeration extends Common {
  readonly kind: 'enum'
  readonly values: readonly Value[]
  readonly constant: boolean
}
interface Combination<K> extends Common {
  readonly kind: K
  readonly node: Node
  readonly forms: readonly Form[]
}
interface Reference extends Common {
  readonly kind: 'reference'
  readonly reference: string
}
interface Other extends Common {
  readonly kind: 'other'
  readonly name: string
}

/** What the keywords of a JSON Schema amount to. */
export type Form =
  | { [K in SimpleType]: Simple<K> }[SimpleType]
  | Enumeration
  | Combination<'any'>
  | Combination<'all'>
  | Reference
  | Other
export type FormOf<K extends Form['kind']> = Extract<Form, { readonly kind: K }>

interface Subject {
  readonly node: Node
  readonly document: Document
}

const none: Node = {}

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
const conditions = ['if', 'then', 'else']

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
  notes: none,
})

const typeForms = (subject: Subject): readonly Form[] => {
  const { node, document } = subject
  const types = typesOf(node)
  const forms = types.map(kind => simple(kind, subject))
  const implied = implications(document.dialect)
    .filter(([type]) => !types.some(named => same[named] === type))
    .filter(([, keywords]) => keywords.some(keyword => keyword in node))
    .map(([kind]) => simple(kind, subject, true))
  if (!Array.isArray(node.type)) return [...forms, ...implied]
  return [{ kind: 'any', forms, node, document, notes: none }, ...implied]
}

const combinations = ({ node, document }: Subject): readonly Form[] =>
  (['oneOf', 'anyOf', 'allOf'] as const).flatMap((keyword): readonly Form[] => {
    const parts = node[keyword]
    if (parts === undefined) return []
    if (!Array.isArray(parts)) throw new ConnectError('DATA', `${keyword} must be an array of schemas`)
    const forms = parts.map((part: Value) => formOf({ node: part, document }))
    return [{ kind: keyword === 'allOf' ? 'all' : 'any', forms, node, document, notes: none }]
  })

const valueForms = ({ node, document }: Subject): readonly Form[] => {
  const forms: Form[] = []
  const add = (values: readonly Value[], constant: boolean) =>
    forms.push({ kind: 'enum', values, constant, document, notes: none })
  if (Array.isArray(node.enum)) add(node.enum, false)
  if (node.const !== undefined && document.dialect !== 'draft4') add([node.const], true)
  return forms
}

const otherForms = ({ node, document }: Subject): readonly Form[] => {
  const names = [
    ...('not' in node ? ['NotSchema'] : []),
    ...(conditions.some(keyword => keyword in node) ? ['ConditionalSchema'] : []),
  ]
  return names.map(name => ({ kind: 'other', name, document, notes: none }))
}

const referenceForms = ({ node, document }: Subject): readonly Form[] =>
  typeof node.$ref === 'string' ? [{ kind: 'reference', reference: node.$ref, document, notes: none }] : []

const objectForm = (subject: Subject): Form => {
  const { node, document } = subject
  const [reference] = referenceForms(subject)
  // drafts before 2019-09 look at nothing beside a reference
  if (reference !== undefined && document.dialect !== 'modern') return { ...reference, notes: node }
  const forms = [
    ...referenceForms(subject),
    ...valueForms(subject),
    ...combinations(subject),
    ...otherForms(subject),
    ...typeForms(subject),
  ]
  const [only] = forms
  if (only === undefined) return { kind: 'other', name: 'EmptySchema', document, notes: node }
  return forms.length === 1 ? { ...only, notes: node } : { kind: 'all', forms, node, document, notes: node }
}

export const formOf = ({ node, document }: Place): Form => {
  if (isObject(node)) return objectForm({ node, document })
  if (typeof node !== 'boolean')
    throw new ConnectError('DATA', `A JSON Schema must be an object or a boolean, got ${nodeType(node)}`)
  return { kind: 'other', name: node ? 'TrueSchema' : 'FalseSchema', document, notes: none }
}
