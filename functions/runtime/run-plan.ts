import { randomUUID } from 'node:crypto'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { PlanRun } from '../../events/plan-run.ts'
import { planTasks } from './plan-tasks.ts'
import { afterFailure } from './restart.ts'
import type { Runtime } from './runtime.ts'
import { closeEvents, planEvents } from './sink/plan-events.ts'
import { fenceTask } from './source/fence-task.ts'
import { assignTasks } from './state/assignment.ts'
import { type ConnectorItem, connectorKey, connectorOf } from './state/items.ts'
import { type Lease, takeLease } from './state/lease.ts'
import { tellNotes } from './tell-notes.ts'
import { warnOfUnreadKeys } from './warn-unread.ts'

/** ms until a plan looks again whether runs have let go of what has to move */
const settling = 1_000

export type PlanOutcome = 'planned' | 'waiting' | 'failed' | 'nothing'

/** Plans one connector: brings its tasks to what is wanted, as far as their runs allow, and says when to come back. */
export const runPlan = async (runtime: Runtime, run: PlanRun): Promise<PlanOutcome> => {
  const { lease } = await takeLease(runtime, connectorKey(run.connector), {
    owner: `${runtime.host}/${randomUUID()}`,
    read: connectorOf,
    wanted: () => true,
    ...(run.ended !== undefined && { ended: run.ended }),
  })
  if (lease === undefined) return 'nothing'
  try {
    return await plan(runtime, lease)
  } catch (error) {
    if (error instanceof ConnectError && error.code === 'FENCED') return 'nothing'
    await fail(runtime, lease, error)
    return 'failed'
  }
}

const plan = async (runtime: Runtime, lease: Lease<ConnectorItem>): Promise<'planned' | 'waiting'> => {
  const { generation, triggered } = lease.item
  // pausing and stopping must not need what planning needs
  const closed = await closeEvents(runtime, lease)
  const { tasks, again, notes, events } = await planTasks(runtime, lease.item)
  const assigned =
    closed && (await assignTasks({ table: runtime.table, fence: fenceTask(runtime) }, lease, tasks))
  const settled = await planEvents(runtime, lease, { events, assigned })
  const { wanted } = lease.item
  const told = {
    ...(settled && (await warnOfUnreadKeys(runtime, lease.item))),
    ...(await tellNotes(runtime, lease.item, notes)),
  }
  await lease.release(item => {
    const wait = settled ? again : settling
    const soon = item.generation === generation && item.triggered === triggered ? wait : 0
    return {
      dueAt: soon === undefined ? undefined : Math.round(lease.at() + soon),
      status: { state: wanted === 'RUNNING' || item.planned !== undefined ? 'RUNNING' : 'UNASSIGNED' },
      attempts: 0,
      ...(settled && { planned: generation }),
      ...told,
    }
  })
  return settled ? 'planned' : 'waiting'
}

const fail = async (runtime: Runtime, lease: Lease<ConnectorItem>, error: unknown): Promise<void> => {
  const { generation, triggered, status, name } = lease.item
  const path = `/connectors/${encodeURIComponent(name)}`
  await lease.release(item => {
    const isWanted = item.generation === generation && item.triggered === triggered
    return afterFailure(item, { error, at: lease.at(), path, restart: isWanted ? 'by policy' : 'now' })
  })
  if (status.state === 'FAILED') return
  const subject = { connector: name, epoch: lease.epoch, invocation: runtime.host }
  const { trace = '' } = lease.item.status
  await runtime.log({ level: 'ERROR', message: 'The connector cannot be planned', trace, ...subject })
}
