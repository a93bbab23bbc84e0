import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { ApiEvent } from './api-event.ts'
import { type JsonObject, readExactJson } from './request-body.ts'

/** `null`: the partition, or the offset, is null or missing. */
export interface RequestedOffset {
  readonly partition: JsonObject | null
  readonly offset: JsonObject | null
}

export const badOffsets = (message: string) => new ConnectError('INVALID_REQUEST', message)

const kindOf = (value: Value) =>
  Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`

const objectOrNull = (name: string, value: Value | undefined): JsonObject | null => {
  if (value === undefined || value === null) return null
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject
  throw badOffsets(`The field ${name} is ${kindOf(value)}, it must be an object or null`)
}

const onlyFields = (json: JsonObject, ...allowed: readonly string[]): JsonObject => {
  const unknown = Object.keys(json).find(field => !allowed.includes(field))
  if (unknown === undefined) return json
  throw badOffsets(`Unrecognized field "${unknown}", allowed are ${allowed.join(', ')}`)
}

const requestedOffset = (value: Value): RequestedOffset => {
  const json = objectOrNull('offsets', value)
  if (json === null) throw badOffsets('An element of the field offsets is null, it must be an object')
  const { partition, offset } = onlyFields(json, 'partition', 'offset')
  return { partition: objectOrNull('partition', partition), offset: objectOrNull('offset', offset) }
}

/** The offsets in a request: `{"offsets": [{"partition": {…}, "offset": {…} | null}, …]}`, int64 in full. */
export const readRequestedOffsets = (event: ApiEvent): readonly RequestedOffset[] => {
  const { offsets = null } = onlyFields(readExactJson(event), 'offsets')
  if (offsets !== null && !Array.isArray(offsets))
    throw badOffsets(`The field offsets is ${kindOf(offsets)}, it must be an array`)
  if (offsets === null || offsets.length === 0)
    throw badOffsets('Partitions / offsets need to be provided for an alter offsets request')
  return offsets.map(requestedOffset)
}

/** Which of two that name the same partition is meant cannot be told. */
export const onceEach = <T extends { readonly partition: string }>(changes: readonly T[]): readonly T[] => {
  const seen = new Set<string>()
  for (const { partition } of changes) {
    if (seen.has(partition)) throw badOffsets(`The partition ${partition} is given more than once`)
    seen.add(partition)
  }
  return changes
}
