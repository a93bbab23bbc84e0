import { ConnectError } from '../../sdk/errors.ts'
import { parseJson } from '../../sdk/json.ts'
import { logicalNames } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject, readDecimal } from '../json/node.ts'

export type Node = { readonly [keyword: string]: Value }

/** The drafts whose keywords mean different things here. */
export type Dialect = 'draft4' | 'draft7' | 'modern'

/** A parsed JSON Schema: one of those that references may lead to. */
export interface Document {
  readonly root: Value
  readonly dialect: Dialect
  /** the schemas in it that have an id or an anchor, by that */
  readonly ids: ReadonlyMap<string, Value>
  readonly library: Library
}
/** The schemas of a registry that a schema refers to, by name. */
export type Library = ReadonlyMap<string, string>

/** A part of a document. */
export interface Place {
  readonly node: Value
  readonly document: Document
}

const modern = /^https?:\/\/json-schema\.org\/draft\/(2019-09|2020-12)\/schema#?$/
const draft4 = /^https?:\/\/json-schema\.org\/draft-04\/schema#?$/

const dialectOf = (root: Value, ignoreModern: boolean): Dialect => {
  const named = isObject(root) && typeof root.$schema === 'string' ? root.$schema : ''
  if (draft4.test(named)) return 'draft4'
  return modern.test(named) && !ignoreModern ? 'modern' : 'draft7'
}

const idKeywords = ['$id', 'id', '$anchor', '$dynamicAnchor']

const namesOf = (node: Node): readonly string[] =>
  idKeywords.flatMap(keyword => {
    const id = node[keyword]
    if (typeof id !== 'string') return []
    return [keyword.endsWith('nchor') ? `#${id}` : id.replace(/#$/, '')]
  })

const collectIds = (node: Value, ids: Map<string, Value>): void => {
  if (Array.isArray(node)) for (const item of node) collectIds(item, ids)
  if (!isObject(node)) return
  for (const name of namesOf(node)) if (!ids.has(name)) ids.set(name, node)
  for (const part of Object.values(node)) collectIds(part, ids)
}

/** Decimals in defaults keep their digits. */
const parse = (text: string): Value =>
  text.includes(logicalNames.Decimal) ? parseJson(text, readDecimal) : parseJson(text)

export const openDocument = (text: string, library: Library, ignoreModern: boolean): Document => {
  const root = parse(text)
  if (!isObject(root) && typeof root !== 'boolean')
    throw new ConnectError('DATA', 'Invalid JSON schema: expected an object or boolean at the root')
  const ids = new Map<string, Value>()
  collectIds(root, ids)
  return { root, dialect: dialectOf(root, ignoreModern), ids, library }
}

const unescapeStep = (step: string): string => {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return step
  }
}

const child = (node: Value | undefined, step: string): Value | undefined => {
  if (Array.isArray(node)) return /^\d+$/.test(step) ? (node as readonly Value[])[Number(step)] : undefined
  return node !== undefined && isObject(node) ? node[step] : undefined
}

const follow = (root: Value, steps: readonly string[]): Value | undefined =>
  steps.reduce<Value | undefined>(child, root)

/** What a fragment names; definitions are found under `$defs` too. */
const inDocument = (document: Document, fragment: string): Value | undefined => {
  if (fragment === '') return document.root
  if (!fragment.startsWith('/')) return document.ids.get(`#${fragment}`)
  const steps = fragment.slice(1).split('/').map(unescapeStep)
  const found = follow(document.root, steps)
  return (
    found ?? (steps[0] === '$defs' ? follow(document.root, ['definitions', ...steps.slice(1)]) : undefined)
  )
}

const resolved = (base: string, reference: string): string => {
  try {
    return new URL(reference, base).href
  } catch {
    return reference
  }
}

/** Names by which a document may be known to the one that refers to it. */
const candidates = (name: string, base: string): readonly string[] => {
  const bare = name.replace(/^\.\//, '')
  return [name, bare, `./${bare}`, resolved(base, name)]
}

const otherDocument = (document: Document, name: string, ignoreModern: boolean): Document | undefined => {
  const base = isObject(document.root) ? String(document.root.$id ?? document.root.id ?? '') : ''
  const wanted = candidates(name, base)
  const known = [...document.library].find(
    ([key]) => wanted.includes(key) || wanted.includes(resolved(base, key)),
  )
  return known && openDocument(known[1], document.library, ignoreModern)
}

/** Finds what `$ref` leads to. A document is opened once, so that one schema is one object. */
export const referenceResolver = (ignoreModern: boolean) => {
  const documents = new Map<string, Document | undefined>()

  const open = (document: Document, name: string): Document | undefined => {
    if (!documents.has(name)) documents.set(name, otherDocument(document, name, ignoreModern))
    return documents.get(name)
  }
  return (document: Document, reference: string): Place => {
    const own = document.ids.get(reference)
    if (own !== undefined) return { node: own, document }
    const [name = '', fragment = ''] = reference.split('#')
    const inside = document.ids.get(name)
    const target = name === '' || inside === document.root ? document : open(document, name)
    const node = target && inDocument(target, fragment)
    if (target === undefined || node === undefined)
      throw new ConnectError(
        'DATA',
        `Could not resolve the reference ${JSON.stringify(reference)} of a JSON Schema`,
      )
    return { node, document: target }
  }
}
