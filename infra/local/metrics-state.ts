import type { ApiOptions } from '../../functions/api/api-options.ts'
import { tasksOf } from '../../functions/api/connector-info.ts'
import { connectorStatus } from '../../functions/api/connector-status.ts'
import type { Kafka } from '../../functions/runtime/ports/kafka.ts'
import type { Position } from '../../functions/runtime/sink/positions.ts'
import { nameOf } from '../../functions/runtime/sink/positions.ts'
import {
  type ConnectorState,
  connectorNames,
  readConnector,
} from '../../functions/runtime/state/connectors.ts'
import { eventPartitionsOf } from '../../functions/runtime/state/event-partitions.ts'
import type { TaskItem } from '../../functions/runtime/state/items.ts'
import { isFree } from '../../functions/runtime/state/lease.ts'
import { sinkPositions, taskName } from '../../functions/runtime/survey/sink-positions.ts'

/** A task as its metrics need it. */
export interface TaskState {
  readonly item: TaskItem
  /** in Kafka Connect's words, in lower case */
  readonly status: string
  readonly partitions: number
  /** how far it has stored, of a sink that is at rest; it is behind by what is beyond that */
  readonly stored: readonly Position[] | undefined
}

/** A connector with what its status shows. */
export interface ConnectorMetricsState {
  readonly name: string
  readonly type: 'source' | 'sink'
  readonly className: string
  readonly version: string | null
  readonly status: string
  readonly tasks: readonly TaskState[]
}

type Needs = Pick<ApiOptions, 'table' | 'plugins' | 'workerId'>

/** Everything that is stored, as the REST API shows it. */
export const readMetricsState = async (needs: Needs): Promise<readonly ConnectorMetricsState[]> => {
  const names = await connectorNames(needs.table)
  const states = await Promise.all(names.map(name => readConnector(needs.table, name)))
  return Promise.all(states.flatMap(state => (state === undefined ? [] : [stateOf(needs, state)])))
}

const stateOf = async (needs: Needs, state: ConnectorState): Promise<ConnectorMetricsState> => {
  const { connector, at, items } = state
  const configured = connector.config['connector.class']?.trim() ?? ''
  const plugin = await needs.plugins.find([connector.type], configured)
  const shown = await connectorStatus(needs, state)
  const positions = sinkPositions(state)
  const fed = eventPartitionsOf(items).filter(each => each.fed === connector.generation)
  return {
    name: connector.name,
    type: connector.type,
    className: plugin?.classes[0] ?? configured,
    version: shown.connector.version,
    status: shown.connector.state.toLowerCase(),
    tasks: tasksOf(state).map((item, i) => ({
      item,
      status: shown.tasks[i]?.state.toLowerCase() ?? 'unassigned',
      partitions: item.partitions.length || fed.length,
      stored: isFree(item, at, needs.table.clockError)
        ? (positions.get(taskName(item)) ?? []).concat(positions.get(item.connector) ?? [])
        : undefined,
    })),
  }
}

/** ms that a look at the topics may take */
const patience = 2_000

/** The ends of topics, by partition; none while Kafka does not answer. */
export const endsOf = async (
  kafka: Pick<Kafka, 'offsets'>,
  partitions: readonly Position[],
): Promise<ReadonlyMap<string, number>> => {
  if (partitions.length === 0) return new Map()
  const late = AbortSignal.timeout(patience)
  const ends = await Promise.race([
    kafka.offsets(partitions, 'latest').catch(() => []),
    new Promise<readonly Position[]>(resolve => late.addEventListener('abort', () => resolve([]))),
  ])
  return new Map(ends.map(end => [nameOf(end), end.offset]))
}
