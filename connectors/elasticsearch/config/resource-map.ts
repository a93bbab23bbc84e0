import type { Problem } from '../../sdk/problem.ts'

interface Words {
  readonly key: string
  readonly most: number
  readonly wrongFormat: string
  topicTwice(topic: string): string
  /** absent: several topics may have the same one */
  resourceTwice?(resource: string): string
  tooMany?(count: number): string
}

const split = (mapping: string) => {
  const parts = mapping.split(':').map(part => part.trim())
  const [topic = '', resource = ''] = parts
  return parts.length === 2 && topic !== '' && resource !== '' ? { topic, resource } : undefined
}

/** `topic:resource` pairs; what is none is left out. */
export const resourceMap = (mappings: readonly string[]): ReadonlyMap<string, string> =>
  new Map(mappings.flatMap(mapping => split(mapping) ?? []).map(({ topic, resource }) => [topic, resource]))

/** What is wrong with the pairs: each topic has one resource. */
export const resourceMapProblem = (mappings: readonly string[], words: Words): Problem | undefined => {
  const topics = new Set<string>()
  const resources = new Set<string>()
  for (const mapping of mappings) {
    const pair = split(mapping)
    if (pair === undefined) return [words.key, words.wrongFormat]
    if (topics.has(pair.topic)) return [words.key, words.topicTwice(pair.topic)]
    if (words.resourceTwice !== undefined && resources.has(pair.resource))
      return [words.key, words.resourceTwice(pair.resource)]
    topics.add(pair.topic)
    resources.add(pair.resource)
  }
  return topics.size > words.most && words.tooMany !== undefined
    ? [words.key, words.tooMany(topics.size)]
    : undefined
}
