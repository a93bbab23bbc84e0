import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { parseProperties } from '../../connectors/sdk/properties.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config } from '../runtime/state/items.ts'
import type { ApiEvent } from './api-event.ts'
import { type JsonObject, readBody } from './request-body.ts'
import { splitProperties } from './stripped-properties.ts'

const bad = (message: string) => new ConnectError('INVALID_REQUEST', message)

const patchText = (key: string, value: Value): string | null => {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  throw bad(
    `The value of configuration ${key} is ${Array.isArray(value) ? 'an array' : 'an object'}, allowed are strings, numbers and booleans`,
  )
}

const configText = (key: string, value: Value): string => {
  const text = patchText(key, value)
  if (text === null) throw bad('Null value can not be supplied as the configuration value.')
  return text
}

/** A configuration from JSON: numbers and booleans become texts. */
export const configOf = (json: JsonObject): Config =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key, configText(key, value)]))

const properties = (text: string): Config => {
  try {
    return parseProperties(text)
  } catch (error) {
    throw bad(`The properties cannot be read: ${messageOf(error)}`)
  }
}

/**
 * A configuration from properties. Without line ends, as `curl --data` leaves them, they are told apart by the keys of
 * the connector class, which is named in them or else `className`.
 */
export const configOfText = async (plugins: Plugins, text: string, className?: string): Promise<Config> => {
  if (!/[\r\n]/.test(text)) return splitProperties(plugins, text, className)
  const config = properties(text)
  if (
    !Object.entries(config)
      .flat()
      .every(each => each.isWellFormed())
  )
    throw bad('The properties have half a pair of surrogates, which is no character')
  return config
}

/** The configuration in a request, as JSON or as properties. */
export const readConfig = async (plugins: Plugins, event: ApiEvent, className?: string): Promise<Config> => {
  const body = readBody(event)
  return 'json' in body ? configOf(body.json) : configOfText(plugins, body.text, className)
}

/** Changes to a configuration; `null` removes a key. */
export const readPatch = async (
  plugins: Plugins,
  event: ApiEvent,
  className?: string,
): Promise<Readonly<Record<string, string | null>>> => {
  const body = readBody(event)
  if ('text' in body) return configOfText(plugins, body.text, className)
  return Object.fromEntries(Object.entries(body.json).map(([key, value]) => [key, patchText(key, value)]))
}
