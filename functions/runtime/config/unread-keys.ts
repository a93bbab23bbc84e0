import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import { type AliasedPlugin, type AliasList, aliasLists } from './aliased-plugins.ts'
import { isOverride } from './client-overrides.ts'
import { converterKeys } from './converters.ts'
import { nearestKey } from './nearest-key.ts'
import { hasReference } from './references.ts'
import { topicSettingPrefixes } from './topic-creation.ts'

type Properties = Readonly<Record<string, string>>

const groupsKey = 'topic.creation.groups'

/** Keys of one configuration that are looked for among the known ones: more are no slips of the pen. */
const compared = 50

/** What is read of a configuration. */
interface Read {
  /** every key that is read */
  readonly definition: ConfigDef
  readonly chain: readonly AliasedPlugin[]
}

const lists = Object.keys(aliasLists) as readonly AliasList[]

/** Of a key that belongs to a transformation or predicate which is not listed. */
const unlisted = (key: string, chain: readonly AliasedPlugin[]): string | undefined => {
  const list = lists.find(each => key.startsWith(`${each}.`))
  if (list === undefined || chain.some(({ prefix }) => key.startsWith(prefix))) return undefined
  const [, alias] = key.split('.')
  return `not read, because ${list} does not list ${alias}`
}

/** Why a key is not read, or what may be meant. */
const reasonOf = (key: string, known: readonly string[], properties: Properties): string => {
  const converter = converterKeys.find(each => key.startsWith(`${each}.`) && !Object.hasOwn(properties, each))
  if (converter !== undefined) return `not read, because ${converter} is not set`
  const meant = nearestKey(key, known)
  return meant === undefined ? 'unknown' : `unknown; did you mean ${meant}?`
}

const topicPrefixes = (definition: ConfigDef, properties: Properties): readonly string[] => {
  if (!Object.hasOwn(definition, groupsKey)) return []
  return hasReference(properties[groupsKey]) ? ['topic.creation.'] : topicSettingPrefixes(properties)
}

/** Of keys that a connector hands on. */
const restPrefixes = (definition: ConfigDef): readonly string[] =>
  Object.keys(definition)
    .filter(key => key.endsWith('*'))
    .map(key => key.slice(0, -1))

/** What begins with the names of plugins that are looked up or not there is nothing to judge. */
const untold = (chain: readonly AliasedPlugin[], properties: Properties): readonly string[] => [
  ...[...converterKeys, ...lists].filter(key => hasReference(properties[key])).map(key => `${key}.`),
  ...chain.filter(({ plugin }) => plugin === undefined).map(({ prefix }) => prefix),
]

/** Keys that nobody reads, each with what may be meant instead. */
export const unreadKeys = ({ definition, chain }: Read, properties: Properties): readonly Problem[] => {
  const prefixes = [
    ...topicPrefixes(definition, properties),
    ...untold(chain, properties),
    ...restPrefixes(definition),
  ]
  const why = (key: string, known: readonly string[]) =>
    unlisted(key, chain) ?? reasonOf(key, known, properties)
  const isRead = (key: string) =>
    Object.hasOwn(definition, key) || isOverride(key) || prefixes.some(prefix => key.startsWith(prefix))
  const known = Object.keys(definition).filter(each => !Object.hasOwn(properties, each))
  return Object.keys(properties)
    .filter(key => !isRead(key))
    .map((key, n) => [key, `${key}: ${why(key, n < compared ? known : [])}`])
}
