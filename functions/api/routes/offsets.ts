import type { Source } from '../../../connectors/sdk/source.ts'
import { sinkOffset, sinkPartition } from '../../runtime/sink/positions.ts'
import type { ConnectorState } from '../../runtime/state/connectors.ts'
import { mirroredPartitions, type OffsetChange, storedOffsets } from '../../runtime/state/offsets.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changeOffsets, type OffsetChanges } from '../change-offsets.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, type Operation, refusal, unknownConnector } from '../openapi/operation.ts'
import { onceEach, type RequestedOffset, readRequestedOffsets } from '../requested-offsets.ts'
import { jsonResult, jsonTextResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { connectorOffsets, message } from '../schemas/offsets.ts'
import { type SinkOffset, sinkOffsets } from '../sink-offsets.ts'
import { sourceOffsets } from '../source-offsets.ts'

const path = '/connectors/{name}/offsets'

/** The texts are put together as they are: int64 pass unread. */
const offsetsText = (state: ConnectorState): string => {
  const entries = storedOffsets(state).map(
    ([partition, offset]) => `{"partition":${partition},"offset":${offset}}`,
  )
  return `{"offsets":[${entries.join(',')}]}`
}

const sourceOf = ({ plugins }: ApiOptions, { connector }: ConnectorState): Promise<Source | undefined> =>
  plugins.find(['source'], connector.config['connector.class']?.trim() ?? '')

const isSet = (each: SinkOffset): each is SinkOffset & { readonly offset: number } =>
  each.offset !== undefined

const sinkChanges = (offsets: readonly SinkOffset[]): OffsetChanges => ({
  changes: onceEach(
    offsets.map(({ offset, ...of }) => ({
      partition: sinkPartition(of),
      offset: offset === undefined ? undefined : sinkOffset(offset),
    })),
  ),
  group: {
    commit: offsets.filter(isSet),
    reset: offsets.flatMap(({ offset, ...of }) => (offset === undefined ? [of] : [])),
  },
})

/** Offsets that a source writes exactly once are in Kafka too. */
const sourceChanges = (state: ConnectorState, changes: readonly OffsetChange[]): OffsetChanges => {
  const mirrored = mirroredPartitions(state)
  const required = state.connector.config['exactly.once.support']?.trim().toLowerCase() === 'required'
  if (!required && mirrored.size === 0) return { changes }
  return {
    changes,
    entries: changes.map(({ partition, offset }) => {
      const key = mirrored.get(partition)?.key
      return { partition, offset: offset ?? null, ...(key !== undefined && { key }) }
    }),
  }
}

const altered = async (
  api: ApiOptions,
  state: ConnectorState,
  requested: readonly RequestedOffset[],
): Promise<OffsetChanges> =>
  state.connector.type === 'sink'
    ? sinkChanges(sinkOffsets(requested))
    : sourceChanges(state, onceEach(sourceOffsets(await sourceOf(api, state), requested)))

const reset = (state: ConnectorState): OffsetChanges => {
  const changes = storedOffsets(state).map(([partition]) => ({ partition, offset: undefined }))
  return state.connector.type === 'sink'
    ? { changes, group: { commit: [], reset: 'all' } }
    : sourceChanges(state, changes)
}

/** What is stored here is all there is, as far as the connector says so. */
const done = async (
  api: ApiOptions,
  state: ConnectorState,
  what: 'altered' | 'reset',
): Promise<ApiResult> => {
  const source = state.connector.type === 'source' ? await sourceOf(api, state) : undefined
  const all = state.connector.type === 'sink' || source?.validateOffsets !== undefined
  const message = all
    ? `The offsets for this connector have been ${what} successfully`
    : `The Connect framework-managed offsets for this connector have been ${what} successfully. However, if this connector manages offsets externally, they will need to be manually ${what} in the system that the connector uses.`
  return jsonResult(200, { message })
}

const patch = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = pathParameter(event, 'name')
  const requested = readRequestedOffsets(event)
  const state = await changeOffsets(api, name, current => altered(api, current, requested))
  return done(api, state, 'altered')
}

const remove = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> =>
  done(api, await changeOffsets(api, pathParameter(event, 'name'), reset), 'reset')

const get = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> =>
  jsonTextResult(200, offsetsText(await knownConnector(api, pathParameter(event, 'name'))))

const showing: Operation = {
  summary: 'Offsets of a connector',
  answers: { 200: answer('As they were last stored.', connectorOffsets), ...unknownConnector },
}

const refused = {
  400: refusal('The connector is not stopped, or the offsets are not what it has.'),
  ...unknownConnector,
  409: refusal('Others changed it again and again meanwhile, or its consumer group has members.'),
  500: refusal('Kafka, which has to forget offsets too, cannot be reached.'),
}

const altering: Operation = {
  summary: 'Change offsets of a stopped connector',
  body: { description: 'The partitions that change.', json: connectorOffsets },
  answers: { 200: answer('They are changed.', message), ...refused },
}

const resetting: Operation = {
  summary: 'Forget all offsets of a stopped connector',
  answers: { 200: answer('They are forgotten.', message), ...refused },
}

export const offsetRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path, operation: showing, handle: event => get(api, event) },
  { method: 'PATCH', path, operation: altering, handle: event => patch(api, event) },
  { method: 'DELETE', path, operation: resetting, handle: event => remove(api, event) },
]
