import { type ConfigValue, parseConfig } from '../../../connectors/sdk/config.ts'
import { messageOf } from '../../../connectors/sdk/errors.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import type { Plugins } from '../ports/plugins.ts'
import { type AliasedPlugin, aliasedPlugins, aliasesIn, aliasLists, sidesOf } from './aliased-plugins.ts'
import { notFound } from './converter-choices.ts'
import { below } from './converters.ts'
import { hasReference } from './references.ts'

type Properties = Readonly<Record<string, string>>

interface Given {
  readonly plugins: Plugins
  readonly properties: Properties
  /** every value with what is wrong with it by itself */
  readonly values: readonly ConfigValue[]
}

interface Judged extends Given {
  /** keys with which something is wrong */
  readonly wrong: ReadonlySet<string>
}

const classProblems = (plugins: Plugins, given: AliasedPlugin): readonly Problem[] => {
  const { list, prefix, named, className, plugin } = given
  if (named === undefined || plugin !== undefined) return []
  const key = `${prefix}type`
  if (className === null) return [[key, notFound(key, named)]]
  const sides = sidesOf(plugins, list, named)
  const { kind } = aliasLists[list]
  return [
    [
      key,
      sides.length > 0
        ? `This class is abstract and cannot be created. Did you mean ${sides.join(', ')}?`
        : `Class class ${className} does not implement the ${kind} interface`,
    ],
  ]
}

const negated = (properties: Properties, prefix: string): readonly Problem[] => {
  const key = `${prefix}negate`
  if (!Object.hasOwn(properties, key)) return []
  const message = `Config '${key}' was provided but there is no config '${prefix}predicate' defining a predicate to be negated.`
  return [[`${prefix}type`, message]]
}

const conditionProblems = (properties: Properties, { prefix, plugin }: AliasedPlugin): readonly Problem[] => {
  if (plugin?.type !== 'transformation') return []
  const key = `${prefix}predicate`
  const named = properties[key]?.trim()
  if (named === undefined) return negated(properties, prefix)
  const known = aliasesIn(properties, 'predicates')
  if (known.includes(named) || [properties.predicates, named].some(hasReference)) return []
  const allowed = known.length === 0 ? 'predicates is empty' : `predicates are ${known.join(', ')}`
  return [[key, `Invalid value ${named} for configuration ${key}: There is no such predicate, ${allowed}`]]
}

/** The key that an error tells of, as Kafka Connect puts it or by the first name of a key in it. */
const blamed = (keys: readonly string[], message: string): string | undefined => {
  const named = /for configuration (\S+?):/.exec(message)?.[1]
  if (named !== undefined && keys.includes(named)) return named
  return (message.match(/[\w-]+(?:\.[\w-]+)*/g) ?? []).find(word => keys.includes(word))
}

/** What takes more than one key to see is seen by opening it. */
const openProblems = (
  { properties, wrong }: Judged,
  { prefix, plugin }: AliasedPlugin,
): readonly Problem[] => {
  if (plugin === undefined) return []
  const keys = Object.keys(plugin.config)
  if (keys.some(key => wrong.has(prefix + key) || hasReference(properties[prefix + key]))) return []
  try {
    plugin.open(parseConfig(plugin.config, below(properties, prefix)))
    return []
  } catch (error) {
    return [[prefix + (blamed(keys, messageOf(error)) ?? 'type'), messageOf(error)]]
  }
}

/** What is wrong with transformations and predicates that no key shows by itself. */
export const chainProblems = async (given: Given): Promise<readonly Problem[]> => {
  const { plugins, properties, values } = given
  const all = await aliasedPlugins(plugins, properties)
  const wrong = new Set(values.filter(({ errors }) => errors.length > 0).map(({ name }) => name))
  return all.flatMap(each => [
    ...classProblems(plugins, each),
    ...conditionProblems(properties, each),
    ...openProblems({ ...given, wrong }, each),
  ])
}
