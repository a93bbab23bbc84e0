import type { Place } from './document.ts'
import { type Form, type FormOf, formOf } from './form.ts'

type Resolve = (form: FormOf<'reference'>) => Place

/** A property of a struct that several schemas describe together. */
export interface Property {
  readonly place: Place
  readonly required: boolean
}

const requiredOf = (required: unknown): readonly unknown[] => (Array.isArray(required) ? required : [])

/** The properties that an object's own keywords name. */
export const propertiesOf = (form: FormOf<'object'>): ReadonlyMap<string, Property> => {
  const { node, document } = form
  const required = requiredOf(node.required)
  const properties = typeof node.properties === 'object' && node.properties !== null ? node.properties : {}
  return new Map(
    Object.entries(properties).map(([name, schema]) => [
      name,
      { place: { node: schema, document }, required: required.includes(name) },
    ]),
  )
}

/** The properties of all that must be valid together, at any depth of `allOf` and through references. */
export const mergedProperties = (form: Form, resolve: Resolve): ReadonlyMap<string, Property> => {
  const merged = new Map<string, Property>()
  const seen = new Set<unknown>()
  const collect = (part: Form): void => {
    if (part.kind === 'all') for (const each of part.forms) collect(each)
    if (part.kind === 'object') for (const [name, property] of propertiesOf(part)) merged.set(name, property)
    if (part.kind !== 'reference') return
    const place = resolve(part)
    if (seen.has(place.node)) return
    seen.add(place.node)
    collect(formOf(place))
  }
  collect(form)
  return merged
}

const isImplied = (form: Form): boolean => 'implied' in form && form.implied

/** From the one that says most of the type; those that only have keywords of a type last. */
const precedence = ['integer', 'number', 'string', 'boolean', 'array', 'object', 'reference', 'enum'] as const

/**
 * The one schema, of those that must all be valid, that says the type; none of them has properties. A union comes
 * before the rest; an enum is one beside a string, else its type is.
 */
export const typeAmong = (forms: readonly Form[]): Form | undefined => {
  const combined = forms.findLast(form => form.kind === 'any' || form.kind === 'all')
  if (combined !== undefined) return combined
  const named = forms.filter(form => !isImplied(form))
  const isOf = (kind: Form['kind']) => named.some(form => form.kind === kind)
  const symbols = named.find(form => form.kind === 'enum' && !form.constant)
  if (symbols !== undefined && isOf('string')) return symbols
  const first = precedence.flatMap(kind => named.filter(form => form.kind === kind))[0]
  return first ?? forms.find(isImplied)
}
