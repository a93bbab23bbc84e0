import type { ConnectorState } from '../../runtime/state/connectors.ts'
import { type OffsetItem, taskOf } from '../../runtime/state/items.ts'
import type { ApiOptions } from '../api-options.ts'
import { knownConnector } from '../known-connector.ts'
import { jsonTextResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'

/** Offsets by partition, both as the JSON texts they are stored as, in the order of the partitions. */
const storedOffsets = ({ items }: ConnectorState): readonly (readonly [string, string])[] => {
  const folded = items
    .filter(item => item.sk.startsWith('OFFSET#'))
    .map(item => item.attributes as Partial<OffsetItem>)
    .map(({ partition, offset }) => [partition, offset] as const)
  // also of tasks that are gone: what a run stored last may not have been folded back yet
  const owned = items
    .filter(item => item.sk.startsWith('TASK#'))
    .flatMap(item => Object.entries(taskOf(item).progress))
    .map(([partition, { offset }]) => [partition, offset] as const)
  const merged = new Map([...folded, ...owned])
  return [...merged]
    .filter((entry): entry is [string, string] => entry[0] !== undefined && entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The texts are put together as they are: int64 pass unread. */
const offsetsText = (state: ConnectorState): string => {
  const entries = storedOffsets(state).map(
    ([partition, offset]) => `{"partition":${partition},"offset":${offset}}`,
  )
  return `{"offsets":[${entries.join(',')}]}`
}

export const offsetRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/connectors/{name}/offsets',
    handle: async event =>
      jsonTextResult(200, offsetsText(await knownConnector(api, pathParameter(event, 'name')))),
  },
]
