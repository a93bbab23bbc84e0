import type { PredicateDefinition, TransformDefinition } from '../../../connectors/sdk/transform.ts'
import { type PluginEntry, type Plugins, pluginTypes } from '../ports/plugins.ts'
import { commonConfig } from './common-config.ts'

type Properties = Readonly<Record<string, string>>

/** The keys that list aliases of plugins, and what those plugins are. */
export const aliasLists = {
  transforms: { type: 'transformation', kind: 'Transformation', group: 'Transforms' },
  predicates: { type: 'predicate', kind: 'Predicate', group: 'Predicates' },
} as const

export type AliasList = keyof typeof aliasLists

/** A transformation or predicate of a connector, by the alias that the connector has for it. */
export interface AliasedPlugin {
  readonly list: AliasList
  readonly alias: string
  /** what its keys begin with */
  readonly prefix: string
  /** the class as it is given; absent: none is */
  readonly named?: string
  /** the class by its full name, which may be of something else; `null`: no plugin has that name */
  readonly className: string | null
  /** absent: there is no such transformation or predicate */
  readonly plugin?: TransformDefinition | PredicateDefinition
}

/** The aliases in a list, each once. */
export const aliasesIn = (properties: Properties, list: AliasList): readonly string[] => [
  ...new Set(commonConfig[list].parse((properties[list] ?? '').trim())),
]

export const entriesOf = ({ entries }: Plugins, list: AliasList): readonly PluginEntry[] =>
  entries.filter(({ type }) => type === aliasLists[list].type)

/** Classes of both sides, of a transformation that is one of either alone. */
export const sidesOf = (plugins: Plugins, list: AliasList, className: string): readonly string[] =>
  entriesOf(plugins, list)
    .flatMap(({ classes }) => classes)
    .filter(each => each.startsWith(`${className}$`))
    .toSorted()

const fullName = (classes: readonly string[], named: string): string =>
  classes.includes(named) ? named : (classes[0] ?? named)

const aliasedPlugin = async (
  plugins: Plugins,
  properties: Properties,
  { list, alias }: Pick<AliasedPlugin, 'list' | 'alias'>,
): Promise<AliasedPlugin> => {
  const prefix = `${list}.${alias}.`
  const named = properties[`${prefix}type`]?.trim()
  if (named === undefined) return { list, alias, prefix, className: null }
  const plugin = await plugins.find([aliasLists[list].type], named)
  const any = plugin ?? (await plugins.find(pluginTypes, named))
  const abstract = sidesOf(plugins, list, named).length > 0 ? named : null
  const className = any === undefined ? abstract : fullName(any.classes, named)
  return { list, alias, prefix, named, className, ...(plugin !== undefined && { plugin }) }
}

/** The transformations of a connector in the order in which they are applied, behind them its predicates. */
export const aliasedPlugins = (
  plugins: Plugins,
  properties: Properties,
): Promise<readonly AliasedPlugin[]> => {
  const lists = Object.keys(aliasLists) as readonly AliasList[]
  const all = lists.flatMap(list => aliasesIn(properties, list).map(alias => ({ list, alias })))
  return Promise.all(all.map(each => aliasedPlugin(plugins, properties, each)))
}
