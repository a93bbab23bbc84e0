import type { Schema } from '../../sdk/schema.ts'
import { hashOrder, hashOrderOfParameters } from './hash-order.ts'
import { connectIndex, connectParameters, connectType, connectVersion, namespace } from './names.ts'

/** A keyword with its value as JSON text. */
export type Member = readonly [keyword: string, text: string]

export const printObject = (members: readonly Member[]): string =>
  `{${members.map(([keyword, text]) => `${JSON.stringify(keyword)}:${text}`).join(',')}}`

const typesWithoutMark = new Set(['string', 'boolean', 'array', 'struct'])

const printParameters = (schema: Schema): string | undefined => {
  const parameters = schema.parameters ?? {}
  const names = Object.keys(parameters).filter(name => !name.startsWith(namespace))
  if (names.length === 0) return undefined
  return printObject(
    hashOrderOfParameters(names).map(name => [name, JSON.stringify(parameters[name])] as const),
  )
}

const inHashOrder = (texts: Readonly<Record<string, string | undefined>>): readonly Member[] => {
  const present = Object.keys(texts).filter(keyword => texts[keyword] !== undefined)
  return hashOrder(present).map(keyword => [keyword, texts[keyword] ?? ''] as const)
}

const indexText = (index: number | undefined) => (index === undefined ? undefined : String(index))

/** All that a schema that stands for others says of itself. */
export const bareAnnotations = (index: number | undefined): readonly Member[] =>
  inHashOrder({ [connectIndex]: indexText(index) })

interface Known {
  readonly index: number | undefined
  readonly id: string | undefined
  /** the default */
  readonly text: string | undefined
}

const standard = (keyword: string, text: string | undefined): readonly Member[] =>
  text === undefined ? [] : [[keyword, text]]

const quoted = (text: string | undefined) => (text === undefined ? undefined : JSON.stringify(text))

/** Title, description, default and id, then what only Kafka Connect knows. */
export const annotations = (schema: Schema, { index, id, text }: Known): readonly Member[] => [
  ...standard('title', quoted(schema.name)),
  ...standard('description', quoted(schema.doc)),
  ...standard('default', text),
  ...standard('id', quoted(id)),
  ...inHashOrder({
    [connectType]: typesWithoutMark.has(schema.type) ? undefined : quoted(schema.type),
    [connectVersion]: schema.version === undefined ? undefined : String(schema.version),
    [connectParameters]: printParameters(schema),
    [connectIndex]: indexText(index),
  }),
]
