import type { Value } from '../../sdk/value.ts'

/** What a schema says besides what Avro itself reads: `connect.*`, `logicalType`, …, as parsed JSON. */
type Props = { readonly [name: string]: Value }

interface Node {
  readonly props: Props
}

export interface PrimitiveNode extends Node {
  readonly type: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string'
}
export interface ArrayNode extends Node {
  readonly type: 'array'
  readonly items: AvroNode
}
export interface MapNode extends Node {
  readonly type: 'map'
  readonly values: AvroNode
}
export interface UnionNode extends Node {
  readonly type: 'union'
  readonly branches: readonly AvroNode[]
}
interface NamedNode extends Node {
  readonly fullName: string
  readonly doc: string | undefined
}
export interface AvroField {
  readonly name: string
  readonly type: AvroNode
  readonly doc: string | undefined
  /** parsed JSON; absent: none */
  readonly default?: Value
}
export interface RecordNode extends NamedNode {
  readonly type: 'record'
  /** filled after the node is there, for a field may be of its own record */
  readonly fields: readonly AvroField[]
}
export interface EnumNode extends NamedNode {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly default: string | undefined
}
export interface FixedNode extends NamedNode {
  readonly type: 'fixed'
  readonly size: number
}

/** An Avro schema, with names resolved: a recursive one is a graph with cycles. */
export type AvroNode = PrimitiveNode | ArrayNode | MapNode | UnionNode | RecordNode | EnumNode | FixedNode

export const propText = (node: AvroNode, name: string): string | undefined => {
  const value = node.props[name]
  return typeof value === 'string' ? value : undefined
}
