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
  /** Tells the scheduler that a connector has changed; without a name, that anything may have. */
  readonly wake: (connector?: string) => Promise<void>
  /** what statuses show as `worker_id` */
  readonly workerId: string
}
