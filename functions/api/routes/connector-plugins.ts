import type { PluginEntry, PluginType } from '../../runtime/ports/plugins.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, queryFlag } from '../route.ts'

/** In the order of the list. */
const connectorTypes: readonly PluginType[] = ['sink', 'source']
const allTypes: readonly PluginType[] = [...connectorTypes, 'converter', 'header_converter']

const describe = async ({ plugins }: ApiOptions, { type, classes }: PluginEntry) => {
  const [shown = ''] = classes
  const plugin = await plugins.find([type], shown)
  return { class: shown, type, ...(plugin !== undefined && { version: plugin.version }) }
}

const list = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const types = queryFlag(event, 'connectorsOnly', true) ? connectorTypes : allTypes
  const entries = types.flatMap(type => api.plugins.entries.filter(entry => entry.type === type))
  return jsonResult(200, await Promise.all(entries.map(entry => describe(api, entry))))
}

export const connectorPluginRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path: '/connector-plugins', handle: event => list(api, event) },
]
