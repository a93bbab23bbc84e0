import { connectorNames, createConnector, readConnector } from '../../runtime/state/connectors.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { checkConnector } from '../check-connector.ts'
import { connectorInfo } from '../connector-info.ts'
import { connectorStatus } from '../connector-status.ts'
import { location } from '../location.ts'
import { readNewConnector } from '../new-connector.ts'
import { answer, type Operation, refusal } from '../openapi/operation.ts'
import { listOf, oneOfTexts, text } from '../openapi/schema.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, queryValues } from '../route.ts'
import { connectorInfo as connectorInfoSchema, newConnector } from '../schemas/connector.ts'
import { expandedConnectors } from '../schemas/status.ts'
import { restoreSecrets } from '../secrets.ts'

const expanded = async (api: ApiOptions, names: readonly string[], expand: readonly string[]) => {
  const entries = await Promise.all(
    names.map(async name => {
      const state = await readConnector(api.table, name)
      if (state === undefined) return []
      const entry = {
        ...(expand.includes('status') && { status: await connectorStatus(api, state) }),
        ...(expand.includes('info') && { info: await connectorInfo(api, state) }),
      }
      return [[name, entry] as const]
    }),
  )
  return Object.fromEntries(entries.flat())
}

const list = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const names = await connectorNames(api.table)
  const expand = queryValues(event, 'expand')
  return jsonResult(200, expand.length === 0 ? names : await expanded(api, names, expand))
}

const create = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const { name, wanted, config: given } = await readNewConnector(api.plugins, event)
  const config = await restoreSecrets(api.plugins, given, {})
  const type = await checkConnector(api, config)
  const connector = await createConnector(api.table, { name, type, config, wanted })
  await changed(api, name)
  const info = await connectorInfo(api, { connector, tasks: [] })
  return jsonResult(201, info, { location: location(event, name) })
}

const listing: Operation = {
  summary: 'The connectors',
  query: {
    expand: {
      description: 'What to tell of each besides its name. May be given several times.',
      schema: listOf(oneOfTexts('status', 'info')),
    },
  },
  answers: {
    200: answer('Their names, or with `expand` an object by name.', {
      anyOf: [listOf(text()), expandedConnectors],
    }),
  },
}

const creating: Operation = {
  summary: 'Create a connector',
  body: {
    description: 'Name and configuration, or a properties file that has the name as a key.',
    json: newConnector,
    properties: true,
  },
  answers: {
    201: {
      ...answer('It is created.', connectorInfoSchema),
      headers: { Location: 'Its address.' },
    },
    400: refusal('The configuration is wrong, or the request malformed.'),
    409: refusal('There is one of that name.'),
  },
}

export const connectorsRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path: '/connectors', operation: listing, handle: event => list(api, event) },
  { method: 'POST', path: '/connectors', operation: creating, handle: event => create(api, event) },
]
