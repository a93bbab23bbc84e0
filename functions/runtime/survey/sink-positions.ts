import { type Position, storedOffset, topicPartitionOf } from '../sink/positions.ts'
import type { ConnectorState } from '../state/connectors.ts'
import type { StoredProgress, TaskItem } from '../state/items.ts'

/** Next offsets to read as stored, by what reads them: a task, or the events of a connector. */
export type SinkPositions = ReadonlyMap<string, readonly Position[]>

export const taskName = ({ connector, task }: Pick<TaskItem, 'connector' | 'task'>): string =>
  `${connector}/${task}`

export const sinkPositions = (state: ConnectorState): SinkPositions => {
  const { connector, tasks } = state
  if (connector.type === 'source' || connector.wanted !== 'RUNNING') return new Map()
  const beside = storedBeside(state)
  const own = tasks.map(task => {
    const progress = task.partitions.map(p => [p, task.progress[p] ?? beside.get(p) ?? {}] as const)
    return [taskName(task), positionsOf(progress)] as const
  })
  const fed = [...beside].filter(([, { fed }]) => fed !== undefined)
  return new Map([...own, [connector.name, positionsOf(fed)]])
}

type Beside = StoredProgress & { readonly fed?: unknown }

/** Progress by partition that is not in the map of its task. */
const storedBeside = ({ items }: ConnectorState): ReadonlyMap<string, Beside> =>
  new Map(
    items
      .filter(({ sk }) => sk.startsWith('OFFSET#'))
      .map(({ attributes }) => [String(attributes.partition), attributes as Beside]),
  )

const positionsOf = (stored: readonly (readonly [string, StoredProgress])[]): readonly Position[] =>
  stored.flatMap(([partition, progress]) => {
    const offset = storedOffset(progress)
    return offset === undefined ? [] : [{ ...topicPartitionOf(partition), offset }]
  })
