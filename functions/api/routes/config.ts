import { ConnectError, type ErrorCode } from '../../../connectors/sdk/errors.ts'
import {
  type ConnectorState,
  configureConnector,
  createConnector,
  readConnector,
} from '../../runtime/state/connectors.ts'
import type { Config } from '../../runtime/state/items.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { checkConnector } from '../check-connector.ts'
import { connectorInfo } from '../connector-info.ts'
import { knownConnector } from '../known-connector.ts'
import { location } from '../location.ts'
import { named } from '../new-connector.ts'
import { answer, type Operation, refusal, unknownConnector } from '../openapi/operation.ts'
import { readConfig, readPatch } from '../read-config.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import {
  configPatch,
  connectorConfig,
  connectorInfo as connectorInfoSchema,
  givenConfig,
} from '../schemas/connector.ts'
import { hideSecrets, restoreSecrets } from '../secrets.ts'
import { staleConfig } from '../stale-config.ts'

const path = '/connectors/{name}/config'

const create = async (api: ApiOptions, event: ApiEvent, name: string, config: Config): Promise<ApiResult> => {
  const type = await checkConnector(api, config)
  const connector = await createConnector(api.table, { name, type, config, wanted: 'RUNNING' })
  await changed(api, name)
  const info = await connectorInfo(api, { connector, tasks: [] })
  return jsonResult(201, info, { location: location(event, name) })
}

/** `config` was made from what the connector has. */
const replace = async (api: ApiOptions, state: ConnectorState, config: Config): Promise<ApiResult> => {
  const { name, config: basis } = state.connector
  const type = await checkConnector(api, config)
  const connector = await configureConnector(api.table, name, current => {
    if (JSON.stringify(current.config) !== JSON.stringify(basis)) throw staleConfig()
    return { type, config }
  })
  await changed(api, name)
  return jsonResult(200, await connectorInfo(api, { ...state, connector }))
}

const put = async (api: ApiOptions, event: ApiEvent, name: string): Promise<ApiResult> => {
  const state = await readConnector(api.table, name)
  const stored = state?.connector.config ?? {}
  const given = named(name, await readConfig(api.plugins, event, stored['connector.class']))
  const config = await restoreSecrets(api.plugins, given, stored)
  return state === undefined ? create(api, event, name, config) : replace(api, state, config)
}

const patch = async (api: ApiOptions, event: ApiEvent, name: string): Promise<ApiResult> => {
  const state = await knownConnector(api, name)
  const basis = state.connector.config
  const changes = await readPatch(api.plugins, event, basis['connector.class'])
  const merged = Object.entries({ ...basis, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  const given = named(name, Object.fromEntries(merged))
  return replace(api, state, await restoreSecrets(api.plugins, given, basis))
}

const attempts = 12
/** ms */
const longestPause = 500

/** What others create, change or delete meanwhile is no conflict for a request that can go out from that as well. */
const settled = async (
  { clock }: ApiOptions,
  attempt: () => Promise<ApiResult>,
  overtaken: readonly ErrorCode[],
) => {
  for (let n = 1; ; n++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ConnectError) || !overtaken.includes(error.code)) throw error
      if (n === attempts) throw staleConfig()
    }
    // those that overtook it do the same: at random, so that they do not meet again
    await clock.sleep(Math.random() * Math.min(longestPause, 5 * 2 ** n))
  }
}

const get = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const { connector } = await knownConnector(api, pathParameter(event, 'name'))
  return jsonResult(200, await hideSecrets(api.plugins, connector.config))
}

const showing: Operation = {
  summary: 'Configuration of a connector',
  answers: { 200: answer('Its configuration, secrets hidden.', connectorConfig), ...unknownConnector },
}

const configured = answer('It is configured.', connectorInfoSchema)
const wrong = refusal('The configuration is wrong, or the request malformed.')
const overtaken = refusal('Others changed it again and again meanwhile.')

const putting: Operation = {
  summary: 'Configure a connector, or create it',
  body: { description: 'The whole configuration.', json: givenConfig, properties: true },
  answers: {
    200: configured,
    201: { ...answer('It is created.', connectorInfoSchema), headers: { Location: 'Its address.' } },
    400: wrong,
    409: overtaken,
  },
}

const patching: Operation = {
  summary: 'Change keys of a configuration',
  body: { description: 'The keys that change.', json: configPatch, properties: true },
  answers: { 200: configured, 400: wrong, ...unknownConnector, 409: overtaken },
}

export const configRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path, operation: showing, handle: event => get(api, event) },
  {
    method: 'PUT',
    path,
    operation: putting,
    handle: event =>
      settled(api, () => put(api, event, pathParameter(event, 'name').trim()), ['CONFLICT', 'NOT_FOUND']),
  },
  {
    method: 'PATCH',
    path,
    operation: patching,
    handle: event => settled(api, () => patch(api, event, pathParameter(event, 'name')), ['CONFLICT']),
  },
]
