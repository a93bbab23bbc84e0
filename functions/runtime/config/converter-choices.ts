import type { Problem } from '../../../connectors/sdk/problem.ts'
import { type Plugins, pluginTypes } from '../ports/plugins.ts'
import { type ConverterKey, chosen, converterKeys, findConverter, typeOf } from './converters.ts'

type Properties = Readonly<Record<string, string>>

/** A converter that a connector has, by its own choice or the worker's. */
export interface ConverterChoice {
  readonly key: ConverterKey
  /** full names of all that could be chosen */
  readonly classes: readonly string[]
  /** what the worker has for connectors that choose none */
  readonly inherited: string
  /** the chosen class by its full name, which may be of no converter; `null`: no plugin has that name */
  readonly className: string | null
  /** absent: it is no converter */
  readonly version?: string
}

const fullName = (plugin: { readonly classes: readonly string[] } | undefined, className: string) =>
  plugin === undefined || plugin.classes.includes(className) ? className : (plugin.classes[0] ?? className)

/** The converters of a connector. */
export const converterChoices = (
  plugins: Plugins,
  connector: Properties,
  worker: Properties,
): Promise<readonly ConverterChoice[]> =>
  Promise.all(
    converterKeys.map(async (key): Promise<ConverterChoice> => {
      const inherited = chosen(key, {}, worker).className
      const className = connector[key]?.trim() ?? inherited
      const plugin = await findConverter(plugins, key, className)
      const any = plugin ?? (await plugins.find(pluginTypes, className))
      const entries = plugins.entries.filter(entry => entry.type === typeOf(key))
      return {
        key,
        classes: entries.map(entry => entry.classes[0] ?? '').toSorted(),
        inherited: fullName(await findConverter(plugins, key, inherited), inherited),
        className: any === undefined ? null : fullName(any, className),
        ...(plugin !== undefined && { version: plugin.version }),
      }
    }),
  )

export const notFound = (key: string, className: string): string =>
  `Invalid value ${className} for configuration ${key}: Class ${className} could not be found.`

const interfaceOf = (key: ConverterKey) => (key === 'header.converter' ? 'HeaderConverter' : 'Converter')

/** Converters that the connector names and that are none. */
export const converterProblems = async (
  plugins: Plugins,
  connector: Properties,
): Promise<readonly Problem[]> => {
  const choices = await converterChoices(plugins, connector, {})
  return choices.flatMap(({ key, className, version }): readonly Problem[] => {
    const named = connector[key]?.trim()
    if (named === undefined || version !== undefined) return []
    const other = `Class class ${className} does not implement the ${interfaceOf(key)} interface`
    return [[key, className === null ? notFound(key, named) : other]]
  })
}
