import { ConnectError } from '../../sdk/errors.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject, nodeType } from '../json/node.ts'
import type { Document, Node, Place } from './document.ts'
import { noNotes, typeForms } from './type-forms.ts'

export type SimpleType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object'

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

/** An object that is a schema. */
export interface Subject {
  readonly node: Node
  readonly document: Document
}

const conditions = ['if', 'then', 'else']

const combinations = ({ node, document }: Subject): readonly Form[] =>
  (['oneOf', 'anyOf', 'allOf'] as const).flatMap((keyword): readonly Form[] => {
    const parts = node[keyword]
    if (parts === undefined) return []
    if (!Array.isArray(parts)) throw new ConnectError('DATA', `${keyword} must be an array of schemas`)
    const forms = parts.map((part: Value) => formOf({ node: part, document }))
    return [{ kind: keyword === 'allOf' ? 'all' : 'any', forms, node, document, notes: noNotes }]
  })

const valueForms = ({ node, document }: Subject): readonly Form[] => {
  const forms: Form[] = []
  const add = (values: readonly Value[], constant: boolean) =>
    forms.push({ kind: 'enum', values, constant, document, notes: noNotes })
  if (Array.isArray(node.enum)) add(node.enum, false)
  if (node.const !== undefined && document.dialect !== 'draft4') add([node.const], true)
  return forms
}

const otherForms = ({ node, document }: Subject): readonly Form[] => {
  const names = [
    ...('not' in node ? ['NotSchema'] : []),
    ...(conditions.some(keyword => keyword in node) ? ['ConditionalSchema'] : []),
  ]
  return names.map(name => ({ kind: 'other', name, document, notes: noNotes }))
}

const referenceForms = ({ node, document }: Subject): readonly Form[] =>
  typeof node.$ref === 'string' ? [{ kind: 'reference', reference: node.$ref, document, notes: noNotes }] : []

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
  return { kind: 'other', name: node ? 'TrueSchema' : 'FalseSchema', document, notes: noNotes }
}
