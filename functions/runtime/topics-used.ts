import type { Item, Table } from './ports/table.ts'
import type { Runtime } from './runtime.ts'
import { connectorPk, topicKey } from './state/items.ts'

const prefix = 'TOPIC#'
/** ms after which a process notes a topic again: they may have been reset */
const interval = 60_000

const known = new WeakMap<object, Map<string, number>>()

/** Notes the topics that a connector uses, each at most once a minute and process. */
export const rememberTopics = async (
  { table, clock }: Pick<Runtime, 'table' | 'clock'>,
  connector: string,
  topics: readonly { readonly topic: string }[],
): Promise<void> => {
  const seen = known.get(table) ?? new Map<string, number>()
  known.set(table, seen)
  const idOf = (topic: string) => `${connector}\n${topic}`
  const now = clock.now()
  const isFresh = (topic: string) => (seen.get(idOf(topic)) ?? Number.NEGATIVE_INFINITY) <= now - interval
  const fresh = [...new Set(topics.map(t => t.topic))].filter(isFresh)
  await Promise.all(
    fresh.map(topic =>
      table.write({ kind: 'topic', key: topicKey(connector, topic), when: {}, set: { topic } }),
    ),
  )
  for (const topic of fresh) seen.set(idOf(topic), now)
}

/** The topics noted among the items of a connector. */
export const usedTopics = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ sk, attributes }) =>
    sk.startsWith(prefix) && attributes.topic !== undefined ? [sk.slice(prefix.length)] : [],
  )

/** Forgets the topics noted so far; those in use are noted again. */
export const resetTopics = async (table: Table, connector: string): Promise<void> => {
  const { items } = await table.query(connectorPk(connector), prefix)
  await Promise.all(
    usedTopics(items).map(topic =>
      table.write({
        kind: 'reset-topic',
        key: topicKey(connector, topic),
        when: {},
        set: { topic: undefined },
      }),
    ),
  )
}
