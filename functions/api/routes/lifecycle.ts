import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { replanConnector, restartTask, setWanted } from '../../runtime/state/connectors.ts'
import type { Wanted } from '../../runtime/state/items.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { type ConnectorStatus, connectorStatus } from '../connector-status.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, type Operation, unknownConnector } from '../openapi/operation.ts'
import { flag } from '../openapi/schema.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter, queryFlag } from '../route.ts'
import { connectorStatus as connectorStatusSchema } from '../schemas/status.ts'

/** The answers differ in Kafka Connect too. */
const wishes: readonly (readonly [path: string, wanted: Wanted, status: number, summary: string])[] = [
  ['pause', 'PAUSED', 202, 'Pause a connector: its runs end in good order'],
  ['resume', 'RUNNING', 202, 'Let a connector run that is paused or stopped'],
  ['stop', 'STOPPED', 204, 'Stop a connector: its tasks are gone too, its offsets stay'],
]

const want = async (
  api: ApiOptions,
  name: string,
  [, wanted, status]: (typeof wishes)[number],
): Promise<ApiResult> => {
  await setWanted(api.table, name, wanted)
  await changed(api, name)
  return emptyResult(status)
}

interface RestartRequest {
  readonly includeTasks: boolean
  readonly onlyFailed: boolean
}

/** The status with everything that is to be restarted marked so. */
const restartPlan = (status: ConnectorStatus, { includeTasks, onlyFailed }: RestartRequest) => {
  const mark = <T extends ConnectorStatus['connector']>(part: T, included: boolean): T =>
    included && (!onlyFailed || part.state === 'FAILED') ? { ...part, state: 'RESTARTING' } : part
  return {
    ...status,
    connector: mark(status.connector, true),
    tasks: status.tasks.map(task => mark(task, includeTasks)),
  }
}

/** A plan that is made meanwhile may have taken it away. */
const restartIfThere = async ({ table }: ApiOptions, name: string, task: number): Promise<void> => {
  try {
    await restartTask(table, name, task)
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'NOT_FOUND') throw error
  }
}

const restart = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = pathParameter(event, 'name')
  const request = {
    includeTasks: queryFlag(event, 'includeTasks', false),
    onlyFailed: queryFlag(event, 'onlyFailed', false),
  }
  const before = await connectorStatus(api, await knownConnector(api, name, `Unknown connector: ${name}`))
  const plan = restartPlan(before, request)
  if (plan.connector !== before.connector) await replanConnector(api.table, name)
  for (const task of plan.tasks) if (!before.tasks.includes(task)) await restartIfThere(api, name, task.id)
  await changed(api, name)
  return request.includeTasks || request.onlyFailed ? jsonResult(202, plan) : emptyResult(204)
}

const restarting: Operation = {
  summary: 'Restart a connector, and its tasks',
  query: {
    includeTasks: {
      description: 'Whether its tasks are restarted too.',
      schema: { ...flag(), default: false },
    },
    onlyFailed: {
      description: 'Whether only what has failed is restarted.',
      schema: { ...flag(), default: false },
    },
  },
  answers: {
    202: answer('With one of the parameters: what is restarted is RESTARTING in it.', connectorStatusSchema),
    204: answer('It is restarted.'),
    ...unknownConnector,
  },
}

export const lifecycleRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  ...wishes.map(wish => ({
    method: 'PUT' as const,
    path: `/connectors/{name}/${wish[0]}`,
    operation: { summary: wish[3], answers: { [wish[2]]: answer('It is wanted so.'), ...unknownConnector } },
    handle: (event: ApiEvent) => want(api, pathParameter(event, 'name'), wish),
  })),
  {
    method: 'POST',
    path: '/connectors/{name}/restart',
    operation: restarting,
    handle: event => restart(api, event),
  },
]
