import type { PollBounds } from './backoff.ts'
import type { Clock } from './ports/clock.ts'
import type { ConfigProviders } from './ports/config-provider.ts'
import type { EventSources } from './ports/event-sources.ts'
import type { Kafka } from './ports/kafka.ts'
import type { Log } from './ports/log.ts'
import type { Metrics } from './ports/metrics.ts'
import type { Plugins } from './ports/plugins.ts'
import type { Table } from './ports/table.ts'
import type { Timing } from './timing.ts'

/** What runs are made of: ports and the deployment's settings. Made once a process or function instance. */
export interface Runtime {
  readonly table: Table
  readonly kafka: Kafka
  /** absent where no plans are made */
  readonly eventSources?: EventSources
  readonly plugins: Plugins
  /** where values come from that configurations refer to; asked at use, in each slice and plan anew */
  readonly configProviders: ConfigProviders
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  readonly timing: Timing
  /** worker properties, as in Kafka Connect; references in them as they are */
  readonly worker: Readonly<Record<string, string>>
  /** bounds of the idle back-off where a connector names none, ms */
  readonly poll: PollBounds
  /** a survey makes plans of sinks due whose topics have changed; default: they look for themselves every five minutes */
  readonly watchesTopics?: boolean
  /** names this process or function instance in owners of leases */
  readonly host: string
  /** bytes that a task may hold in its buffers */
  readonly memory: number
}

/** What a slice may use. */
export interface Limits {
  /** the clock's time at which the process or function is ended from outside */
  readonly deadline: number
  /** aborted when the process is about to end: slices come to their end in good order */
  readonly stopping?: AbortSignal
}
