import { type ConfigDef, int, list, parseConfig, short } from '../../../connectors/sdk/config.ts'
import type { JavaPattern } from '../../../connectors/sdk/java-pattern.ts'
import { allowing } from '../../../connectors/sdk/validators.ts'
import type { NewTopic } from '../ports/kafka.ts'
import { regexes } from './key-validators.ts'

type Properties = Readonly<Record<string, string>>

const prefix = 'topic.creation.'

const described = (group: string) => ({ group: `Topic Creation: ${group}`, importance: 'LOW' }) as const

/** Kafka takes -1 as the broker's default. */
const count = allowing<number>('-1, or at least 1', value => {
  if (value !== null && value !== -1 && value < 1)
    throw new Error("Value must be larger than 0, or -1 to follow the broker's default")
})

const topicKeys = (group: string): ConfigDef => {
  const inherited = group === 'default' ? {} : { default: null }
  return {
    [`${prefix}${group}.replication.factor`]: short({
      ...described(group),
      ...inherited,
      validator: count,
      doc: `Replication factor of new topics of the group; -1 is the broker's default.`,
    }),
    [`${prefix}${group}.partitions`]: int({
      ...described(group),
      ...inherited,
      validator: count,
      doc: `Partitions of new topics of the group; -1 is the broker's default.`,
    }),
  }
}

const patternKeys = (group: string): ConfigDef => ({
  [`${prefix}${group}.include`]: list({
    ...described(group),
    default: [],
    validator: regexes,
    doc: 'Regular expressions for the names of topics that belong to the group.',
  }),
  [`${prefix}${group}.exclude`]: list({
    ...described(group),
    default: [],
    validator: regexes,
    doc: 'Regular expressions for the names of topics that do not.',
  }),
})

const groupNames = (properties: Properties): readonly string[] => {
  const text = (properties[`${prefix}groups`] ?? '').trim()
  return text === '' ? [] : [...new Set(text.split(/\s*,\s*/))].filter(name => name !== 'default')
}

const isUsed = (properties: Properties) => Object.keys(properties).some(key => key.startsWith(prefix))

/** The keys of the topic creation groups that the properties name; none when there is no `topic.creation.` key. */
export const topicCreationConfig = (properties: Properties): ConfigDef =>
  isUsed(properties)
    ? Object.assign(
        {},
        ...groupNames(properties).map(group => ({ ...patternKeys(group), ...topicKeys(group) })),
        topicKeys('default'),
      )
    : {}

/** What keys begin with that set something of new topics. */
export const topicSettingPrefixes = (properties: Properties): readonly string[] =>
  [...groupNames(properties), 'default'].map(group => `${prefix}${group}.`)

interface TopicGroup {
  readonly matches: (topic: string) => boolean
  readonly settings: Omit<NewTopic, 'name'>
}

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined

const settingsOf = (group: string, properties: Properties, parsed: Record<string, unknown>) => {
  const start = `${prefix}${group}.`
  const own = ['include', 'exclude', 'replication.factor', 'partitions']
  const config = Object.entries(properties)
    .filter(([key]) => key.startsWith(start) && !own.includes(key.slice(start.length)))
    .map(([key, value]) => [key.slice(start.length), value] as const)
  const value = (key: string) => parsed[start + key] ?? parsed[`${prefix}default.${key}`]
  const partitions = positive(value('partitions'))
  const replicationFactor = positive(value('replication.factor'))
  return {
    ...(partitions !== undefined && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    config: Object.fromEntries(config),
  }
}

const patternsOf = async (patterns: unknown): Promise<readonly JavaPattern[]> => {
  const { javaPattern } = await import('../../../connectors/sdk/java-pattern.ts')
  return ((patterns ?? []) as readonly string[]).map(javaPattern)
}

const groupOf = async (
  group: string,
  properties: Properties,
  parsed: Record<string, unknown>,
): Promise<TopicGroup> => {
  const include = await patternsOf(parsed[`${prefix}${group}.include`])
  const exclude = await patternsOf(parsed[`${prefix}${group}.exclude`])
  return {
    matches: topic => include.some(p => p.matches(topic)) && !exclude.some(p => p.matches(topic)),
    settings: settingsOf(group, properties, parsed),
  }
}

/**
 * How a source's missing topic is created: by the first group that includes it, else by the group `default`; without
 * any `topic.creation.` key all is the broker's default.
 */
export const topicCreation = async (properties: Properties): Promise<(topic: string) => NewTopic> => {
  if (!isUsed(properties)) return name => ({ name })
  const parsed = parseConfig(topicCreationConfig(properties), properties)
  const others = settingsOf('default', properties, parsed)
  const groups = await Promise.all(groupNames(properties).map(group => groupOf(group, properties, parsed)))
  return name => ({ name, ...(groups.find(group => group.matches(name))?.settings ?? others) })
}
