import { parseJson } from '../../connectors/sdk/json.ts'
import { parseProperties } from '../../connectors/sdk/properties.ts'
import { readText } from './properties-file.ts'

/** A connector as a file on the command line describes it. */
export interface ConnectorFile {
  readonly name: string
  readonly config: Readonly<Record<string, string>>
  /** RUNNING, PAUSED or STOPPED; absent: RUNNING */
  readonly initialState?: string
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const asJson = (text: string): unknown => {
  try {
    return parseJson(text, number => number)
  } catch {
    return undefined
  }
}

const textOf = (key: string, value: unknown) => {
  if (typeof value !== 'string' && typeof value !== 'boolean')
    throw new Error(`"${key}" is ${JSON.stringify(value)}; allowed are texts, numbers and true or false`)
  return String(value)
}

const flat = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, textOf(key, value)]])),
  )

/** `{ "name", "config", "initial_state"? }`, the body of a POST, whose configuration may leave the name out. */
const fromRequest = (request: Fields, config: Fields): ConnectorFile => {
  const name = textOf('name', request.name)
  const properties = { name, ...flat(config) }
  if (properties.name !== name)
    throw new Error(`its name is "${name}", but the one in its config is "${properties.name}"`)
  const state = request.initial_state
  return { name, config: properties, ...(typeof state === 'string' && { initialState: state.toUpperCase() }) }
}

const fromProperties = (config: Readonly<Record<string, string>>): ConnectorFile => {
  const { name } = config
  if (name === undefined) throw new Error('the mandatory "name" is missing')
  return { name, config }
}

const parse = (text: string): ConnectorFile => {
  const json = asJson(text)
  if (!isObject(json)) return fromProperties(parseProperties(text))
  return isObject(json.config) ? fromRequest(json, json.config) : fromProperties(flat(json))
}

/** Reads a connector's file: properties, a flat JSON object, or the JSON body of a POST. */
export const readConnectorFile = (path: string): ConnectorFile => {
  const text = readText(path)
  try {
    return parse(text)
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}
