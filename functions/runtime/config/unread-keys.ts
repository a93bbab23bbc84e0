import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import { isOverride } from './client-overrides.ts'
import { converterKeys } from './converters.ts'
import { nearestKey } from './nearest-key.ts'
import { hasReference } from './references.ts'
import { topicSettingPrefixes } from './topic-creation.ts'

type Properties = Readonly<Record<string, string>>

const groupsKey = 'topic.creation.groups'

/** Keys of one configuration that are looked for among the known ones: more are no slips of the pen. */
const compared = 50

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

/** What begins with the names of converters that are looked up is nothing to judge. */
const untold = (properties: Properties): readonly string[] =>
  converterKeys.filter(key => hasReference(properties[key])).map(key => `${key}.`)

/** Keys that nobody reads, each with what may be meant instead. `definition`: every key that is read. */
export const unreadKeys = (definition: ConfigDef, properties: Properties): readonly Problem[] => {
  const prefixes = [
    'transforms.',
    'predicates.',
    ...topicPrefixes(definition, properties),
    ...untold(properties),
  ]
  const isRead = (key: string) =>
    Object.hasOwn(definition, key) || isOverride(key) || prefixes.some(prefix => key.startsWith(prefix))
  const known = Object.keys(definition).filter(each => !Object.hasOwn(properties, each))
  return Object.keys(properties)
    .filter(key => !isRead(key))
    .map((key, n) => [key, `${key}: ${reasonOf(key, n < compared ? known : [], properties)}`])
}
