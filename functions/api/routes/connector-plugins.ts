import { type PluginEntry, type PluginType, pluginTypes } from '../../runtime/ports/plugins.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { answer } from '../openapi/operation.ts'
import { flag } from '../openapi/schema.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, queryFlag } from '../route.ts'
import { pluginInfos } from '../schemas/plugins.ts'

const connectorTypes: readonly PluginType[] = ['sink', 'source']

const byClass = ({ classes: [a = ''] }: PluginEntry, { classes: [b = ''] }: PluginEntry) => (a < b ? -1 : 1)

const describe = async ({ plugins }: ApiOptions, { type, classes }: PluginEntry) => {
  const [shown = ''] = classes
  const plugin = await plugins.find([type], shown)
  return { class: shown, type, ...(plugin !== undefined && { version: plugin.version }) }
}

const list = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const types = queryFlag(event, 'connectorsOnly', true) ? connectorTypes : pluginTypes
  const entries = types.flatMap(type =>
    api.plugins.entries.filter(entry => entry.type === type).sort(byClass),
  )
  return jsonResult(200, await Promise.all(entries.map(entry => describe(api, entry))))
}

export const connectorPluginRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/connector-plugins',
    operation: {
      summary: 'The plugins there are',
      query: {
        connectorsOnly: {
          description: 'Whether converters and the like are left out.',
          schema: { ...flag(), default: true },
        },
      },
      answers: { 200: answer('The plugins.', pluginInfos) },
    },
    handle: event => list(api, event),
  },
]
