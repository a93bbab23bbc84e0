import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { readConnector, restartTask } from '../../runtime/state/connectors.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { tasksOf } from '../connector-info.ts'
import { connectorStatus } from '../connector-status.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, refusal, unknownConnector } from '../openapi/operation.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter, unknownPath } from '../route.ts'
import { taskStatus } from '../schemas/status.ts'
import { taskInfos } from '../schemas/tasks.ts'
import { hideSecrets } from '../secrets.ts'

const path = '/connectors/{name}/tasks'

const taskClass = (connectorClass: string): string => connectorClass.replace(/Connector$/, 'Task')

const list = async (api: ApiOptions, name: string): Promise<ApiResult> => {
  const state = await knownConnector(api, name)
  const { config } = state.connector
  const plugin = await api.plugins.find(['source', 'sink'], config['connector.class']?.trim() ?? '')
  const own = plugin?.classes[0] === undefined ? {} : { 'task.class': taskClass(plugin.classes[0]) }
  const tasks = tasksOf(state).map(async task => ({
    id: { connector: name, task: task.task },
    config: await hideSecrets(api.plugins, { ...config, ...task.config, ...own }),
  }))
  return jsonResult(200, await Promise.all(tasks))
}

const taskNumber = (event: ApiEvent): number => {
  const text = pathParameter(event, 'task')
  if (!/^\d{1,9}$/.test(text)) throw unknownPath()
  return Number(text)
}

const status = async (api: ApiOptions, name: string, task: number): Promise<ApiResult> => {
  const state = await readConnector(api.table, name)
  const found = state && (await connectorStatus(api, state)).tasks.find(({ id }) => id === task)
  if (found === undefined) throw new ConnectError('NOT_FOUND', `No status found for task ${name}-${task}`)
  return jsonResult(200, found)
}

const restart = async (api: ApiOptions, name: string, task: number): Promise<ApiResult> => {
  const state = await knownConnector(api, name, `Unknown connector: ${name}`)
  if (!tasksOf(state).some(item => item.task === task))
    throw new ConnectError('NOT_FOUND', `Unknown task: ${name}-${task}`)
  await restartTask(api.table, name, task)
  await changed(api, name)
  return emptyResult(204)
}

const unknownTask = { 404: refusal('There is no such connector, or it has no such task.') }

export const taskRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path,
    operation: {
      summary: 'Tasks of a connector',
      answers: { 200: answer('Their configurations, secrets hidden.', taskInfos), ...unknownConnector },
    },
    handle: event => list(api, pathParameter(event, 'name')),
  },
  {
    method: 'GET',
    path: `${path}/{task}/status`,
    operation: {
      summary: 'State of a task',
      answers: { 200: answer('How it is.', taskStatus), ...unknownTask },
    },
    handle: async event => status(api, pathParameter(event, 'name'), taskNumber(event)),
  },
  {
    method: 'POST',
    path: `${path}/{task}/restart`,
    operation: { summary: 'Restart a task', answers: { 204: answer('It is restarted.'), ...unknownTask } },
    handle: async event => restart(api, pathParameter(event, 'name'), taskNumber(event)),
  },
]
