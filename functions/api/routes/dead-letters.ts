import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ConnectorState } from '../../runtime/state/connectors.ts'
import { askForRedrive } from '../../runtime/state/trigger.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, refusal, unknownConnector } from '../openapi/operation.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { redriveStatus } from '../schemas/dead-letters.ts'

const path = '/connectors/{name}/dead-letters/redrive'

const statusOf = ({ tasks: [task] }: ConnectorState) => {
  const { redrive = 0, redriven } = task ?? {}
  if (redrive === 0) return { state: 'NONE', through: 0, again: 0 }
  // what is being sent back is told before what was asked for meanwhile
  if (redriven === undefined || (redriven.done && redriven.asked < redrive))
    return { state: 'WAITING', through: 0, again: 0 }
  const { done, through, again, problem } = redriven
  return { state: done ? 'DONE' : 'RUNNING', through, again, ...(problem !== undefined && { problem }) }
}

const checkRuns = ({ connector, tasks: [task] }: ConnectorState): void => {
  const { name, wanted, planned, generation } = connector
  const refused = (why: string) =>
    new ConnectError('CONFLICT', `Dead letters of ${name} cannot be sent back: ${why}`)
  if (wanted !== 'RUNNING') throw refused(`it is ${wanted}`)
  // its tasks would do it by the configuration before
  if (planned !== generation || task === undefined) throw refused('its plan is being made; try again')
  if (task.partitions.length === 0) throw refused('its tasks do not run, events feed it')
}

const ask = async (api: ApiOptions, name: string): Promise<ApiResult> => {
  checkRuns(await knownConnector(api, name))
  await askForRedrive(api.table, name)
  await changed(api, name)
  return jsonResult(202, statusOf(await knownConnector(api, name)))
}

export const deadLetterRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'POST',
    path,
    operation: {
      summary: 'Send the dead letters of a connector back through it',
      description:
        'Those that are in its dead letter queue by now, and were not sent back before. Its first task does it before it reads on.',
      answers: {
        202: answer('It is asked for.', redriveStatus),
        409: refusal('The connector is not running.'),
        ...unknownConnector,
      },
    },
    handle: event => ask(api, pathParameter(event, 'name')),
  },
  {
    method: 'GET',
    path,
    operation: {
      summary:
        'How far the dead letters of a connector were sent back, the last time that this was asked for',
      answers: { 200: answer('So far.', redriveStatus), ...unknownConnector },
    },
    handle: async event => jsonResult(200, statusOf(await knownConnector(api, pathParameter(event, 'name')))),
  },
]
