import { ConnectError } from '../../../connectors/sdk/errors.ts'
import {
  frameworkLogger,
  type LoggerLevel,
  levelOf,
  logLevels,
  readLoggers,
  rootLogger,
  setLoggerLevel,
} from '../../runtime/log-levels.ts'
import { connectorNames } from '../../runtime/state/connectors.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { answer, type Operation, refusal } from '../openapi/operation.ts'
import { oneOfTexts } from '../openapi/schema.ts'
import { readExactJson } from '../request-body.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter, queryValues } from '../route.ts'
import { changedLoggers, loggerLevel, loggerLevels, wantedLevel } from '../schemas/loggers.ts'

/** Characters of a name: what is longer names nothing here. */
const longest = 250

const path = '/admin/loggers/{logger}'

const shown = ({ level, modified }: LoggerLevel) => ({ level, last_modified: modified })

const loggerName = (event: ApiEvent): string => {
  const name = pathParameter(event, 'logger')
  if (name.length <= longest) return name.toLowerCase() === rootLogger ? rootLogger : name
  throw new ConnectError('NOT_FOUND', `Logger ${name} not found.`)
}

const list = async ({ table }: ApiOptions): Promise<ApiResult> => {
  const levels = [...(await readLoggers(table))].sort(([a], [b]) => (a < b ? -1 : 1))
  return jsonResult(200, Object.fromEntries(levels.map(([name, level]) => [name, shown(level)])))
}

/** Besides those that were set: what something here logs as. */
const exists = async ({ table }: ApiOptions, logger: string): Promise<boolean> => {
  if (logger === frameworkLogger) return true
  const [, connector] = logger.split(`${frameworkLogger}.`)
  return connector !== undefined && (await connectorNames(table)).includes(connector)
}

const get = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = loggerName(event)
  const levels = await readLoggers(api.table)
  const found = levels.get(name)
  if (found !== undefined) return jsonResult(200, shown(found))
  if (!(await exists(api, name))) throw new ConnectError('NOT_FOUND', `Logger ${name} not found.`)
  return jsonResult(200, shown({ level: levelOf(levels, name), modified: null }))
}

const requestedLevel = (event: ApiEvent) => {
  const { level } = readExactJson(event)
  if (level === undefined || level === null)
    throw new ConnectError('INVALID_REQUEST', "Desired 'level' parameter was not specified in request.")
  const found = logLevels.find(known => known === String(level).toUpperCase())
  if (found === undefined) throw new ConnectError('NOT_FOUND', `invalid log level '${level}'.`)
  return found
}

/** There is one table for all: what is set for one worker is set for every function. */
const put = async ({ table }: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const affected = await setLoggerLevel(table, loggerName(event), requestedLevel(event))
  const [scope] = queryValues(event, 'scope')
  return scope?.toLowerCase() === 'cluster' ? emptyResult(204) : jsonResult(200, affected)
}

const listing: Operation = {
  summary: 'Loggers whose level was set',
  answers: { 200: answer('The levels, by logger.', loggerLevels) },
}

const showing: Operation = {
  summary: 'Level of a logger',
  answers: { 200: answer('Its level.', loggerLevel), 404: refusal('There is no such logger.') },
}

const setting: Operation = {
  summary: 'Set the level of a logger, and of those within it',
  query: {
    scope: {
      description: 'How it is answered; the level holds everywhere in any case.',
      schema: { ...oneOfTexts('worker', 'cluster'), default: 'worker' },
    },
  },
  body: { description: 'The level.', json: wantedLevel },
  answers: {
    200: answer('The loggers that were set.', changedLoggers),
    204: answer('With `scope=cluster`: they were set.'),
    400: refusal('The level is missing, or the request malformed.'),
    404: refusal('There is no such level.'),
  },
}

export const loggerRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path: '/admin/loggers', operation: listing, handle: () => list(api) },
  { method: 'GET', path, operation: showing, handle: event => get(api, event) },
  { method: 'PUT', path, operation: setting, handle: event => put(api, event) },
]
