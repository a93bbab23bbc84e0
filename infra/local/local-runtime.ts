import { join } from 'node:path'
import { plugins, registry } from '../../connectors/registry.ts'
import { kafkaOptions } from '../../functions/adapters/kafka/client-config.ts'
import { createKafka } from '../../functions/adapters/kafka/kafka.ts'
import { noMetrics } from '../../functions/adapters/metrics/no-metrics.ts'
import { openSqliteTable } from '../../functions/adapters/state/sqlite-table.ts'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import type { Runtime } from '../../functions/runtime/runtime.ts'
import { defaultTiming, type Timing } from '../../functions/runtime/timing.ts'

/** One machine answers faster than a cloud, and dies as a whole: calls end sooner, runs learn sooner what is wanted. */
export const localTiming: Timing = {
  ...defaultTiming,
  checkpoint: 1_000,
  call: 5_000,
  dispatch: 30_000,
  margin: 8_000,
}

/** What a worker thread is started with. */
export interface LocalSettings {
  readonly dataDir: string
  /** worker properties, as in Kafka Connect, with `bootstrap.servers` */
  readonly worker: Readonly<Record<string, string>>
  /** names the process in owners of leases */
  readonly host: string
}

/** A kill loses nothing; after a power cut the last checkpoints may be gone, and what they covered is repeated. */
export const openTable = (dataDir: string) =>
  openSqliteTable({ file: join(dataDir, 'state.sqlite'), synchronous: 'NORMAL' })

/** Definitions are small: they come up while nobody waits for them yet. */
export const loadPlugins = () => Promise.all(registry.map(entry => entry.load()))

export const openRuntime = ({ dataDir, worker, host }: LocalSettings): Runtime => ({
  table: openTable(dataDir),
  kafka: createKafka({
    ...kafkaOptions(worker, `connect-${host}`),
    connectionTimeout: localTiming.call,
    requestTimeout: localTiming.call,
    // within the margin of a slice, so that its failure is known before its end
    retryTimeout: localTiming.call,
  }),
  plugins,
  clock: systemClock,
  metrics: noMetrics,
  // the main thread prints changes of state
  log: () => undefined,
  timing: localTiming,
  worker,
  poll: { min: 250, max: 1_000 },
  restart: { min: 1_000, max: 10_000 },
  host,
  memory: 64 * 1024 * 1024,
})
