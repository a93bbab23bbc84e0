import type { Runtime } from './runtime.ts'
import { topicKey } from './state/items.ts'

const known = new WeakMap<object, Set<string>>()

/** Notes the topics that a connector uses, once in the life of a process. */
export const rememberTopics = async (
  { table }: Pick<Runtime, 'table'>,
  connector: string,
  topics: readonly { readonly topic: string }[],
): Promise<void> => {
  const seen = known.get(table) ?? new Set()
  known.set(table, seen)
  const fresh = [...new Set(topics.map(t => t.topic))].filter(topic => !seen.has(`${connector}\n${topic}`))
  await Promise.all(
    fresh.map(topic =>
      table.write({ kind: 'topic', key: topicKey(connector, topic), when: {}, set: { topic } }),
    ),
  )
  for (const topic of fresh) seen.add(`${connector}\n${topic}`)
}
