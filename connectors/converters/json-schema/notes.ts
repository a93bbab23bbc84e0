import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { integerOf, isObject } from '../json/node.ts'
import type { Node } from './document.ts'
import { connectIndex, connectParameters, connectVersion } from './names.ts'

export interface Attributes {
  readonly name?: string
  readonly version?: number
  readonly doc?: string
  readonly parameters?: Readonly<Record<string, string>>
}

const textOf = (value: Value | undefined) => (typeof value === 'string' ? value : undefined)

const integerIn = (node: Node, keyword: string): number | undefined => {
  const integer = integerOf(node[keyword] ?? null)
  return integer === undefined ? undefined : Number(integer)
}

const parametersOf = (notes: Node): Record<string, string> => {
  const parameters = notes[connectParameters]
  if (parameters === undefined || !isObject(parameters)) return {}
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]))
}

/** The field's number that a property's schema says, whatever else it is. */
export const indexOf = (notes: Node): number | undefined => integerIn(notes, connectIndex)

/**
 * What a JSON Schema says of itself besides its type. `known` goes first; `version`: where it says none.
 */
export const attributesOf = (notes: Node, known: Attributes, version: number | undefined): Attributes => {
  const name = known.name ?? textOf(notes.title)
  const own = integerIn(notes, connectVersion) ?? version
  const doc = textOf(notes.description)
  const parameters = { ...known.parameters, ...parametersOf(notes) }
  return {
    ...(name === undefined ? {} : { name }),
    ...(own === undefined ? {} : { version: own }),
    ...(doc === undefined ? {} : { doc }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  }
}

/** The same schema, optional or not. */
export const withOptional = (schema: Schema, optional: boolean): Schema => {
  if ((schema.optional === true) === optional) return schema
  const { optional: _, ...required } = schema
  return optional ? { ...required, optional: true } : required
}
