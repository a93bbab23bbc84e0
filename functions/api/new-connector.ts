import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config, Wanted } from '../runtime/state/items.ts'
import type { ApiEvent } from './api-event.ts'
import { configOf, configOfText } from './read-config.ts'
import { type JsonObject, readBody } from './request-body.ts'

/** The configuration with the connector's name in it; `INVALID_CONFIG` when another one is. */
export const named = (name: string, config: Config): Config => {
  const included = config.name
  if (included === undefined) return { ...config, name }
  if (included.trim() === name) return { ...config, name }
  throw new ConnectError(
    'INVALID_CONFIG',
    `Connector name configuration (${included}) doesn't match connector name in the URL (${name})`,
  )
}

const bad = (message: string) => new ConnectError('INVALID_REQUEST', message)

const states: readonly Wanted[] = ['RUNNING', 'PAUSED', 'STOPPED']

const initialState = (value: Value | undefined): Wanted => {
  if (value === undefined || value === null) return 'RUNNING'
  const state = states.find(s => s === String(value).toUpperCase())
  if (state === undefined) throw bad(`initial_state is ${value}, allowed are ${states.join(', ')}`)
  return state
}

const fields = ['name', 'config', 'initial_state']

const isObject = (value: Value | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface NewConnector {
  readonly name: string
  readonly config: Config
  readonly wanted: Wanted
}

const fromJson = (json: JsonObject): NewConnector => {
  const unknown = Object.keys(json).find(field => !fields.includes(field))
  if (unknown !== undefined) throw bad(`Unrecognized field "${unknown}", allowed are ${fields.join(', ')}`)
  const { name: given = null, config } = json
  if (given !== null && typeof given !== 'string') throw bad('The name of a connector must be a string')
  if (!isObject(config)) throw bad('The field config is missing, it must be an object of strings')
  const name = (given ?? '').trim()
  return { name, config: named(name, configOf(config)), wanted: initialState(json.initial_state) }
}

/** The connector that a request describes: `{name, config, initial_state}` or properties with a `name`. */
export const readNewConnector = async (plugins: Plugins, event: ApiEvent): Promise<NewConnector> => {
  const body = readBody(event)
  if ('json' in body) return fromJson(body.json)
  const config = await configOfText(plugins, body.text)
  const name = (config.name ?? '').trim()
  return { name, config: { ...config, name }, wanted: 'RUNNING' }
}
