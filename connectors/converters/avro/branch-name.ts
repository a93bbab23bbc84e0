import type { AvroOptions } from './avro-config.ts'
import { splitName } from './names.ts'
import type { AvroNode } from './schema-node.ts'

/** What the field of a union's branch is called; `index` counts null too. */
export const branchName = (node: AvroNode, index: number, options: AvroOptions): string => {
  if (options['generalized.sum.type.support']) return `connect_union_field_${index}`
  if (node.type !== 'record' && node.type !== 'enum' && node.type !== 'fixed') return node.type
  return options['enhanced.avro.schema.support'] ? node.fullName : splitName(node.fullName).name
}

/** The only branch that counts, of a union of null and another type or of one type. */
export const onlyBranch = (
  node: AvroNode,
  options: AvroOptions,
): { node: AvroNode; optional: boolean } | undefined => {
  if (node.type !== 'union') return undefined
  const [first, second, third] = node.branches
  if (first !== undefined && second === undefined && options['flatten.singleton.unions'])
    return { node: first, optional: false }
  if (first === undefined || second === undefined || third !== undefined) return undefined
  if (first.type === 'null' && second.type !== 'null') return { node: second, optional: true }
  return second.type === 'null' && first.type !== 'null' ? { node: first, optional: true } : undefined
}

/** A map whose keys are no strings: an array of entries. */
export const isMapEntry = (node: AvroNode): boolean =>
  node.type === 'record' &&
  (node.fullName === 'io.confluent.connect.avro.MapEntry' ||
    node.props['connect.internal.type'] === 'MapEntry')
