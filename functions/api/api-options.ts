import type { GroupChange, GroupChanged } from '../../events/group-change.ts'
import type { ProbeAnswer } from '../../events/probe.ts'
import type { Clock } from '../runtime/ports/clock.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Table } from '../runtime/ports/table.ts'

export interface ApiOptions {
  readonly table: Table
  readonly plugins: Plugins
  /** worker properties, as in Kafka Connect */
  readonly worker: Readonly<Record<string, string>>
  readonly version: string
  /** `null` while Kafka cannot be reached */
  readonly kafkaClusterId: () => Promise<string | null>
  /** What only those know of a configuration who reach the network; absent, or `undefined`: nobody could be asked. */
  readonly probe?: (config: Readonly<Record<string, string>>) => Promise<ProbeAnswer | undefined>
  /** Brings the group of a sink in line with its offsets; rejects when nobody could be asked. */
  readonly changeGroup: (change: GroupChange) => Promise<GroupChanged>
  /** for what is waited for */
  readonly clock: Clock
  /** Tells the scheduler that a connector has changed; without a name, that anything may have. */
  readonly wake: (connector?: string) => Promise<void>
  /** what statuses show as `worker_id` */
  readonly workerId: string
}
