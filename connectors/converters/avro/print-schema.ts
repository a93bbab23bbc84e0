import { ConnectError } from '../../sdk/errors.ts'
import { printJson } from '../../sdk/json.ts'
import type { Value } from '../../sdk/value.ts'
import { splitName } from './names.ts'
import type { AvroField, AvroNode, EnumNode, FixedNode, RecordNode } from './schema-node.ts'

type Named = RecordNode | EnumNode | FixedNode
type Entry = readonly [name: string, json: string]

interface Printing {
  readonly printed: Map<string, Named>
  readonly namespace: string | undefined
  /** to be compared with another definition of the name: without docs, and what is inside is not compared again */
  readonly comparing: boolean
}

const object = (entries: readonly Entry[]): string =>
  `{${entries.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`

const text = JSON.stringify

const propEntries = (node: AvroNode): readonly Entry[] =>
  Object.entries(node.props).map(([name, value]: [string, Value]) => [name, printJson(value)])

const docEntries = (doc: string | undefined, { comparing }: Printing): readonly Entry[] =>
  doc === undefined || comparing ? [] : [['doc', text(doc)]]

const nameEntries = (full: string, printing: Printing): readonly Entry[] => {
  const { namespace, name } = splitName(full)
  return namespace === printing.namespace
    ? [['name', text(name)]]
    : [
        ['name', text(name)],
        ['namespace', text(namespace ?? '')],
      ]
}

const field = ({ name, type, doc, default: fallback }: AvroField, printing: Printing): string =>
  object([
    ['name', text(name)],
    ['type', print(type, printing)],
    ...docEntries(doc, printing),
    ...(fallback === undefined ? [] : [['default', printJson(fallback)] as const]),
  ])

const structure = (node: Named, printing: Printing): readonly Entry[] => {
  if (node.type === 'fixed') return [['size', String(node.size)]]
  if (node.type === 'enum')
    return [
      ['symbols', text(node.symbols)],
      ...(node.default === undefined ? [] : [['default', text(node.default)] as const]),
    ]
  const inner = { ...printing, namespace: splitName(node.fullName).namespace }
  return [['fields', `[${node.fields.map(each => field(each, inner)).join(',')}]`]]
}

const definition = (node: Named): string =>
  print(node, { printed: new Map(), namespace: undefined, comparing: true })

const reference = (node: Named, printing: Printing): string | undefined => {
  const known = printing.printed.get(node.fullName)
  if (known === undefined) return undefined
  if (known !== node && !printing.comparing && definition(known) !== definition(node))
    throw new ConnectError('DATA', `Can't redefine: ${node.fullName}`)
  const { namespace, name } = splitName(node.fullName)
  return text(namespace === printing.namespace ? name : node.fullName)
}

const named = (node: Named, printing: Printing): string => {
  const known = reference(node, printing)
  if (known !== undefined) return known
  printing.printed.set(node.fullName, node)
  return object([
    ['type', text(node.type)],
    ...nameEntries(node.fullName, printing),
    ...docEntries(node.doc, printing),
    ...structure(node, printing),
    ...propEntries(node),
  ])
}

const print = (node: AvroNode, printing: Printing): string => {
  if (node.type === 'record' || node.type === 'enum' || node.type === 'fixed') return named(node, printing)
  if (node.type === 'union') return `[${node.branches.map(branch => print(branch, printing)).join(',')}]`
  const props = propEntries(node)
  const type: Entry = ['type', text(node.type)]
  if (node.type === 'array') return object([type, ['items', print(node.items, printing)], ...props])
  if (node.type === 'map') return object([type, ['values', print(node.values, printing)], ...props])
  return props.length === 0 ? text(node.type) : object([type, ...props])
}

/** A schema as text, as Avro for Java prints it; `DATA` when one name stands for different types. */
export const printSchema = (node: AvroNode): string =>
  print(node, { printed: new Map(), namespace: undefined, comparing: false })
