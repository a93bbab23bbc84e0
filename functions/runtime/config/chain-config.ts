import { boolean, type ConfigDef, className, defineConfig, string } from '../../../connectors/sdk/config.ts'
import { describeConfig, groupsOf, type KeyDefinition } from '../../../connectors/sdk/describe-config.ts'
import type { Plugins } from '../ports/plugins.ts'
import { type AliasedPlugin, aliasedPlugins, aliasLists, entriesOf } from './aliased-plugins.ts'

type Properties = Readonly<Record<string, string>>

/** What each transformation has besides its own keys. */
export const conditionConfig = defineConfig({
  predicate: string({
    default: null,
    importance: 'MEDIUM',
    doc: 'Alias of the predicate that decides whether the transformation applies to a record; without one it always does.',
  }),
  negate: boolean({
    default: false,
    importance: 'MEDIUM',
    doc: 'Whether it applies to the records that the predicate is not true for.',
  }),
})

const importances = ['HIGH', 'MEDIUM', 'LOW']

/** Kafka's order of keys: by group and place, then those without default, the important ones, by name. */
const sorted = (definition: ConfigDef): readonly KeyDefinition[] => {
  const groups = [null, ...groupsOf(definition)]
  const rank = (key: KeyDefinition) => [
    groups.indexOf(key.group),
    key.order_in_group,
    key.required ? 0 : 1,
    importances.indexOf(key.importance),
  ]
  return describeConfig(definition).toSorted((a, b) => {
    const [first, second] = [rank(a), rank(b)]
    const at = first.findIndex((each, i) => each !== second[i])
    return at < 0 ? (a.name < b.name ? -1 : 1) : (first[at] ?? 0) - (second[at] ?? 0)
  })
}

interface Place {
  readonly prefix: string
  readonly group: string
  /** of the first key */
  readonly order: number
}

const embedded = (definition: ConfigDef, { prefix, group, order }: Place): ConfigDef =>
  Object.fromEntries(
    sorted(definition).flatMap(({ name, group: inner }, i) => {
      const spec = definition[name]
      const outer = inner === null ? group : `${group}: ${inner}`
      return spec ? [[prefix + name, { displayName: name, ...spec, group: outer, order: order + i }]] : []
    }),
  )

const keysOf = (plugins: Plugins, { list, alias, prefix, plugin }: AliasedPlugin): ConfigDef => {
  const { kind, group: groups } = aliasLists[list]
  const group = `${groups}: ${alias}`
  const own = { group, importance: 'HIGH', width: 'LONG' } as const
  const ownKeys = {
    [`${prefix}type`]: className({
      ...own,
      order: 0,
      displayName: `${kind} type for ${alias}`,
      recommended: entriesOf(plugins, list)
        .map(({ classes }) => classes[0] ?? '')
        .toSorted(),
      doc: `Class of the ${kind.toLowerCase()} ${alias}.`,
    }),
    [`${prefix}plugin.version`]: string({
      ...own,
      order: 1,
      default: plugin?.version ?? null,
      recommended: plugin === undefined ? [] : [plugin.version],
      displayName: `${kind} version for ${alias}`,
      doc: `Version of the ${kind.toLowerCase()} ${alias}. Accepted and not looked at: each plugin is there in one version.`,
    }),
  }
  if (plugin === undefined) return ownKeys
  const keys = plugin.type === 'transformation' ? { ...plugin.config, ...conditionConfig } : plugin.config
  return { ...ownKeys, ...embedded(keys, { prefix, group, order: 2 }) }
}

/** The keys of the transformations and predicates that a connector lists, below their aliases. */
export const chainConfig = async (plugins: Plugins, properties: Properties): Promise<ConfigDef> =>
  Object.assign({}, ...(await aliasedPlugins(plugins, properties)).map(each => keysOf(plugins, each)))
