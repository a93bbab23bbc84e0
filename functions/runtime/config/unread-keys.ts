import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import { isOverride } from './client-overrides.ts'
import { converterKeys } from './converters.ts'
import { topicSettingPrefixes } from './topic-creation.ts'

type Properties = Readonly<Record<string, string>>

/** Least number of characters to insert, remove, replace or swap with the next to get from one text to the other. */
const distance = (from: string, to: string): number => {
  let [before, last]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const [above = 0, left = 0, diagonal = 0] = [last?.[j], row[j - 1], last?.[j - 1]]
      row.push(
        Math.min(
          above + 1,
          left + 1,
          diagonal + (same ? 0 : 1),
          swapped ? (before?.[j - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    ;[before, last] = [last, row]
  }
  return last?.[to.length] ?? 0
}

/** Compared with each known key, and only from texts that could be keys. */
const longest = 100

/** The known key that is most like this one, if any is. */
const nearest = (key: string, known: readonly string[]): string | undefined => {
  if (key.length > longest) return undefined
  const most = Math.max(2, Math.floor(key.length / 4))
  const ranked = known
    .filter(each => Math.abs(each.length - key.length) <= most)
    .map(each => ({ each, apart: distance(key, each) }))
    .filter(({ apart }) => apart <= most)
    .sort((a, b) => a.apart - b.apart)
  return ranked[0]?.each
}

/** Why a key is not read, or what may be meant. */
const reasonOf = (key: string, definition: ConfigDef, properties: Properties): string => {
  const converter = converterKeys.find(each => key.startsWith(`${each}.`) && !Object.hasOwn(properties, each))
  if (converter !== undefined) return `not read, because ${converter} is not set`
  const known = Object.keys(definition).filter(each => !Object.hasOwn(properties, each))
  const meant = nearest(key, known)
  return meant === undefined ? 'unknown' : `unknown; did you mean ${meant}?`
}

/** Keys that nobody reads, each with what may be meant instead. `definition`: every key that is read. */
export const unreadKeys = (definition: ConfigDef, properties: Properties): readonly Problem[] => {
  const createsTopics = Object.hasOwn(definition, 'topic.creation.groups')
  const prefixes = ['transforms.', 'predicates.', ...(createsTopics ? topicSettingPrefixes(properties) : [])]
  const isRead = (key: string) =>
    Object.hasOwn(definition, key) || isOverride(key) || prefixes.some(prefix => key.startsWith(prefix))
  return Object.keys(properties)
    .filter(key => !isRead(key))
    .map(key => [key, `${key}: ${reasonOf(key, definition, properties)}`])
}
