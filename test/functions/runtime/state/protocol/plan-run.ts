import { ConnectError } from '../../../../../connectors/sdk/errors.ts'
import { assignTasks, type PlannedTask } from '../../../../../functions/runtime/state/assignment.ts'
import {
  closeEventPartitions,
  openEventPartitions,
  readEventPartitions,
} from '../../../../../functions/runtime/state/event-partitions.ts'
import { handBack } from '../../../../../functions/runtime/state/hand-back.ts'
import {
  type ConnectorItem,
  connectorKey,
  connectorOf,
} from '../../../../../functions/runtime/state/items.ts'
import { type Lease, takeLease } from '../../../../../functions/runtime/state/lease.ts'
import type { Timing } from '../../../../../functions/runtime/timing.ts'
import type { Surroundings } from '../explorer/request.ts'
import type { Rule } from './task-run.ts'

export interface PlanRun {
  readonly connector: string
  readonly owner: string
  readonly timing: Timing
  /** partitions by task */
  readonly plan: (connector: ConnectorItem) => readonly (readonly string[])[]
  /** partitions that events feed; absent: none ever */
  readonly events?: ((connector: ConnectorItem) => readonly string[]) | undefined
  /** plans once more under the same lease */
  readonly persists?: boolean
  readonly without?: Rule | undefined
}

const planned = (connector: ConnectorItem, plan: PlanRun['plan']): readonly PlannedTask[] =>
  connector.deleted ? [] : plan(connector).map(partitions => ({ partitions, config: {} }))

/** Opens what is not yet open in this generation. */
const feed = async ({ table }: Surroundings, lease: Lease<ConnectorItem>, partitions: readonly string[]) => {
  const { name: connector, generation } = lease.item
  const known = new Map((await readEventPartitions(table, connector)).map(p => [p.partition, p]))
  const starts = partitions
    .map(partition => ({ partition, epoch: 0, offset: '0', ...known.get(partition) }))
    .filter(({ fed }: { readonly fed?: number }) => fed !== generation)
    .map(({ partition, epoch, offset }) => ({ partition, epoch, offset }))
  return openEventPartitions(table, lease, { starts, generation })
}

const assign = async (around: Surroundings, lease: Lease<ConnectorItem>, run: PlanRun) => {
  const { table } = around
  const { generation } = lease.item
  const tasks = planned(lease.item, run.plan)
  if (run.events === undefined) return { all: await assignTasks({ table }, lease, tasks), generation }
  const closed = run.without === 'close first' || (await closeEventPartitions(table, lease, generation))
  const assigned = closed && (await assignTasks({ table }, lease, tasks))
  return { all: assigned && (await feed(around, lease, run.events(lease.item))), generation }
}

const assignAgain: typeof assign = async (around, lease, run) => {
  await assign(around, lease, run)
  await lease.checkpoint({})
  return assign(around, lease, run)
}

/** One run of the planner, as a loop around `assignTasks` makes it. */
export const runPlan = async (around: Surroundings, run: PlanRun): Promise<void> => {
  const { table, clock } = around
  const { owner, timing } = run
  const key = connectorKey(run.connector)
  const { lease } = await takeLease({ table, clock, timing }, key, {
    owner,
    read: connectorOf,
    wanted: () => true,
  })
  if (lease === undefined) return
  try {
    const { all, generation } = await (run.persists ? assignAgain : assign)(around, lease, run)
    await lease.release(connector =>
      all && connector.generation === generation
        ? { planned: generation, dueAt: undefined }
        : { dueAt: lease.at() + 1 },
    )
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'FENCED') throw error
    await handBack(table, key, owner)
  }
}
