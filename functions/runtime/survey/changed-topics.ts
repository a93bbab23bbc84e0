import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { Kafka, TopicInfo } from '../ports/kafka.ts'
import type { Table } from '../ports/table.ts'
import { nameOf, topicPartitionOf } from '../sink/positions.ts'
import type { ConnectorState } from '../state/connectors.ts'
import { connectorKey } from '../state/items.ts'

/** Partitions that the tasks of a sink have. */
const planned = ({ connector, tasks }: ConnectorState): readonly TopicPartition[] =>
  connector.type === 'sink' && connector.wanted === 'RUNNING'
    ? tasks.flatMap(task => task.partitions.map(topicPartitionOf))
    : []

const topicsOf = (state: ConnectorState): readonly string[] => [
  ...new Set(planned(state).map(({ topic }) => topic)),
]

const haveChanged = (state: ConnectorState, topics: readonly TopicInfo[]): boolean => {
  const names = topicsOf(state)
  const there = topics
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, partitions }) => partitions.map(partition => nameOf({ topic: name, partition })))
  const known = new Set(planned(state).map(nameOf))
  return there.length !== known.size || !there.every(name => known.has(name))
}

interface Surveyed {
  readonly table: Table
  readonly kafka: Pick<Kafka, 'topics'>
}

/** Makes plans of sinks due whose topics have other partitions by now, where nothing else will. */
export const replanChanged = async (
  { table, kafka }: Surveyed,
  states: readonly ConnectorState[],
  at: number,
): Promise<void> => {
  const unwatched = states.filter(state => state.connector.dueAt === undefined)
  const names = new Set(unwatched.flatMap(topicsOf))
  if (names.size === 0) return
  const topics = await kafka.topics([...names]).catch(() => undefined)
  if (topics === undefined) return
  const changed = unwatched.filter(state => haveChanged(state, topics))
  await Promise.all(
    changed.map(({ connector: { name, seq } }) =>
      table.write({
        kind: 'replan',
        key: connectorKey(name),
        when: { dueAt: undefined, seq },
        set: { dueAt: at },
      }),
    ),
  )
}
