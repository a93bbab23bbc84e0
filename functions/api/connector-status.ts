import type { ConnectorState } from '../runtime/state/connectors.ts'
import type { ConnectorItem, Status, TaskItem } from '../runtime/state/items.ts'
import { isFree } from '../runtime/state/lease.ts'
import type { ApiOptions } from './api-options.ts'
import { tasksOf } from './connector-info.ts'

type State = Status['state'] | 'PAUSED' | 'STOPPED'

interface Shown {
  readonly state: State
  readonly trace?: string
}

const troubled = ({ state, trace }: Status): Shown | undefined =>
  state === 'FAILED' || state === 'RESTARTING' ? { state, ...(trace && { trace }) } : undefined

/** One that is running says in its trace how its configuration is taken, where that does not go without saying. */
const shownConnector = ({ wanted, status, planned, notes = [] }: ConnectorItem): Shown => {
  if (wanted !== 'RUNNING') return { state: wanted }
  const trace = notes.map(note => `NOTE: ${note}`).join('\n')
  const running = { state: 'RUNNING', ...(trace !== '' && { trace }) } as const
  return troubled(status) ?? (planned === undefined ? { state: 'UNASSIGNED' } : running)
}

/**
 * Between two slices a task is running, and one that is stalled says so in its trace alone. It is paused when it is wanted so and no run is at work any more, also when it was
 * to be restarted before.
 */
const shownTask = ({ wanted, status }: TaskItem, free: boolean): Shown => {
  const paused = wanted === 'PAUSED' && free
  if (paused && status.state !== 'FAILED') return { state: 'PAUSED' }
  return troubled(status) ?? { state: 'RUNNING', ...(status.trace && { trace: status.trace }) }
}

/** Kafka Connect's ConnectorStateInfo. */
export const connectorStatus = async (
  api: Pick<ApiOptions, 'plugins' | 'table' | 'workerId'>,
  state: ConnectorState,
) => {
  const { connector, at } = state
  const plugin = await api.plugins.find(['source', 'sink'], connector.config['connector.class']?.trim() ?? '')
  const where = { worker_id: api.workerId, version: plugin?.version ?? null }
  const shown = ({ state, trace }: Shown) => ({ state, ...where, ...(trace !== undefined && { trace }) })
  return {
    name: connector.name,
    connector: shown(shownConnector(connector)),
    tasks: tasksOf(state).map(task => ({
      id: task.task,
      ...shown(shownTask(task, isFree(task, at, api.table.clockError))),
    })),
    type: connector.type,
  }
}

export type ConnectorStatus = Awaited<ReturnType<typeof connectorStatus>>
