import { canonical, parseOffset } from '../../connectors/sdk/canonical.ts'
import { printJson } from '../../connectors/sdk/json.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { Float64, type Value } from '../../connectors/sdk/value.ts'
import type { OffsetChange } from '../runtime/state/offsets.ts'
import type { JsonObject } from './request-body.ts'
import { badOffsets, type RequestedOffset } from './requested-offsets.ts'

const int64 = 2n ** 63n
/** Characters of a partition or an offset: an item of the state table has room for both. */
const longest = 32 * 1024

const problemOf = (value: Value): string | undefined => {
  if (Array.isArray(value)) return 'ARRAY'
  if (typeof value === 'bigint' && (value < -int64 || value >= int64)) return `${value}, which is no int64`
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}, which is no number of JSON`
  return typeof value === 'object' && value !== null && !(value instanceof Float64) ? 'MAP' : undefined
}

/** As it is printed where it is stored, numbers as they were written. */
const primitives = (object: JsonObject): string => {
  for (const [field, value] of Object.entries(object)) {
    const problem = problemOf(value)
    if (problem !== undefined)
      throw badOffsets(
        `Offsets may only contain primitive types as values, but field ${field} contains ${problem}`,
      )
  }
  const text = printJson(object)
  if (text.length > longest)
    throw badOffsets(`A partition or offset has ${text.length} characters, at most ${longest} are allowed`)
  return text
}

const change = ({ partition, offset }: RequestedOffset): OffsetChange => {
  if (partition === null) throw badOffsets('Partition objects cannot be null')
  return {
    partition: canonical(parseOffset(primitives(partition))),
    offset: offset === null ? undefined : primitives(offset),
  }
}

/** What a request changes of a source's offsets; refused is also what the source says it could not go on from. */
export const sourceOffsets = (
  source: Source | undefined,
  requested: readonly RequestedOffset[],
): readonly OffsetChange[] => {
  const changes = requested.map(change)
  const given = changes.flatMap(({ partition, offset }) =>
    offset === undefined ? [] : [{ partition: parseOffset(partition), offset: parseOffset(offset) }],
  )
  for (const problem of source?.validateOffsets?.(given) ?? []) throw badOffsets(problem)
  return changes
}
