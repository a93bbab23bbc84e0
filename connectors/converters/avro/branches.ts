import type { Schema } from '../../sdk/schema.ts'
import type { AvroOptions } from './avro-config.ts'
import { branchName, isMapEntry } from './branch-name.ts'
import { fixedSize, hasStringKeys } from './kinds.ts'
import { DEFAULT_NAME, scrubFullName } from './names.ts'
import type { AvroNode, RecordNode, UnionNode } from './schema-node.ts'

const numbers: Readonly<Record<string, readonly string[]>> = {
  int8: ['int', 'long', 'float', 'double'],
  int16: ['int', 'long', 'float', 'double'],
  int32: ['int', 'long', 'double'],
  int64: ['long'],
  float32: ['float', 'double'],
  float64: ['double'],
  boolean: ['boolean'],
  string: ['string', 'enum'],
  bytes: ['bytes', 'fixed'],
}

const isRecordOf = (schema: Schema, node: RecordNode): boolean =>
  schema.name === undefined
    ? node.fullName.startsWith(DEFAULT_NAME)
    : node.fullName === schema.name || node.fullName === scrubFullName(schema.name)

/** How well data of a Connect schema go into an Avro type: 0 is best, `undefined` not at all. */
const rank = (schema: Schema, node: AvroNode, options: AvroOptions): number | undefined => {
  if (schema.type === 'struct') return node.type !== 'record' ? undefined : isRecordOf(schema, node) ? 0 : 1
  if (schema.type === 'array') return node.type === 'array' && !isMapEntry(node.items) ? 0 : undefined
  if (schema.type === 'map') {
    if (node.type === 'map')
      return schema.keys.type !== 'string' ? undefined : hasStringKeys(schema, options) ? 0 : 1
    return node.type === 'array' && isMapEntry(node.items) ? 0 : undefined
  }
  const at = numbers[schema.type]?.indexOf(node.type) ?? -1
  if (at < 0) return undefined
  if (node.type === 'fixed') return fixedSize(schema) === node.size ? -1 : undefined
  return at
}

/** The index of the branch that data of a Connect schema go into, −1 when there is none. */
export const branchFor = (schema: Schema, { branches }: UnionNode, options: AvroOptions): number => {
  const ranks = branches.map(branch => rank(schema, branch, options) ?? Number.POSITIVE_INFINITY)
  const best = Math.min(...ranks)
  return best === Number.POSITIVE_INFINITY ? -1 : ranks.indexOf(best)
}

/** The same for a field of a union's struct, which may name its branch. */
export const branchOfField = (
  { name, schema }: { readonly name: string; readonly schema: Schema },
  node: UnionNode,
  options: AvroOptions,
): number => {
  const named = node.branches.findIndex((branch, i) => branchName(branch, i, options) === name)
  const branch = node.branches[named]
  if (branch !== undefined && rank(schema, branch, options) !== undefined) return named
  return branchFor(schema, node, options)
}
