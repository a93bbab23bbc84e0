import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type {
  Converter,
  ConverterDefinition,
  HeaderConverter,
  HeaderConverterDefinition,
} from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Plugins } from '../ports/plugins.ts'

type Properties = Readonly<Record<string, string>>

const defaults = {
  'key.converter': 'DefaultConverter',
  'value.converter': 'DefaultConverter',
  'header.converter': 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
} as const

/** The keys that name converters. */
type ConverterKey = keyof typeof defaults
const converterKeys = Object.keys(defaults) as readonly ConverterKey[]

const given = (properties: Properties, key: string): string | undefined =>
  properties[key]?.trim() || undefined

const below = (properties: Properties, prefix: string): Properties =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )

/** The class named by the connector, else by the worker, else the default; with the keys that stand beside its name. */
const chosen = (key: ConverterKey, connector: Properties, worker: Properties) => {
  const owner = given(connector, key) === undefined ? worker : connector
  return { className: given(owner, key) ?? defaults[key], properties: below(owner, `${key}.`) }
}

/** A converter by the key that names it; `undefined` when there is none of that class. */
const findConverter = (
  plugins: Plugins,
  key: ConverterKey,
  className: string,
): Promise<ConverterDefinition | HeaderConverterDefinition | undefined> =>
  key === 'header.converter'
    ? plugins.find(['header_converter'], className)
    : plugins.find(['converter'], className)

const prefixed = (prefix: string, definition: ConfigDef): ConfigDef =>
  Object.fromEntries(Object.entries(definition).map(([key, spec]) => [prefix + key, spec]))

/** The keys of the converters that the connector itself names, with their prefixes. */
export const converterConfig = async (plugins: Plugins, connector: Properties): Promise<ConfigDef> => {
  const definitions = converterKeys.map(async key => {
    const className = given(connector, key)
    const plugin = className === undefined ? undefined : await findConverter(plugins, key, className)
    return prefixed(`${key}.`, plugin?.config ?? {})
  })
  return Object.assign({}, ...(await Promise.all(definitions)))
}

/** The keys of every converter there is, below each key that may name it. */
export const allConverterKeys = async (plugins: Plugins): Promise<readonly string[]> => {
  const keys = converterKeys.map(async key => {
    const type = key === 'header.converter' ? 'header_converter' : 'converter'
    const entries = plugins.entries.filter(entry => entry.type === type)
    const found = await Promise.all(
      entries.map(({ classes }) => findConverter(plugins, key, classes[0] ?? '')),
    )
    return found.flatMap(plugin => Object.keys(prefixed(`${key}.`, plugin?.config ?? {})))
  })
  return (await Promise.all(keys)).flat()
}

/** Converters that the connector names and that do not exist. */
export const converterProblems = async (
  plugins: Plugins,
  connector: Properties,
): Promise<readonly (readonly [key: string, message: string])[]> => {
  const problems = converterKeys.map(async key => {
    const className = given(connector, key)
    if (className === undefined || (await findConverter(plugins, key, className)) !== undefined) return []
    const missing = `Invalid value ${className} for configuration ${key}: Class ${className} could not be found.`
    return [[key, missing] as const]
  })
  return (await Promise.all(problems)).flat()
}

const notFound = (key: ConverterKey, className: string) =>
  new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${className} for configuration ${key}: Class ${className} could not be found.`,
  )

interface Converters {
  readonly key: Converter
  readonly value: Converter
  readonly header: HeaderConverter
}

/** Opens the converters of a connector, inherited from the worker where it names none. */
export const openConverters = async (
  plugins: Plugins,
  connector: Properties,
  worker: Properties,
): Promise<Converters> => {
  const open = async (key: 'key.converter' | 'value.converter') => {
    const { className, properties } = chosen(key, connector, worker)
    const plugin = await plugins.find(['converter'], className)
    if (plugin === undefined) throw notFound(key, className)
    return plugin.open(parseConfig(plugin.config, properties), { isKey: key === 'key.converter' })
  }
  const openHeader = async () => {
    const { className, properties } = chosen('header.converter', connector, worker)
    const plugin = await plugins.find(['header_converter'], className)
    if (plugin === undefined) throw notFound('header.converter', className)
    return plugin.open(parseConfig(plugin.config, properties), { isKey: false })
  }
  const [key, value, header] = await Promise.all([
    open('key.converter'),
    open('value.converter'),
    openHeader(),
  ])
  return { key, value, header }
}
