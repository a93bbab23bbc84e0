import { join } from 'node:path'
import { createConfigProviders } from '../../functions/adapters/config-providers/config-providers.ts'
import { openResolvedKafka } from '../../functions/adapters/kafka/resolved-kafka.ts'
import { openSqliteTable } from '../../functions/adapters/state/sqlite-table.ts'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import { leveledLog } from '../../functions/runtime/log-levels.ts'
import type { ConfigProviders } from '../../functions/runtime/ports/config-provider.ts'
import type { Runtime } from '../../functions/runtime/runtime.ts'
import { defaultTiming, type Timing } from '../../functions/runtime/timing.ts'
import { localEventSources } from './event-sources.ts'
import { localPlugins } from './local-plugins.ts'

/**
 * One machine answers faster than a cloud, and dies as a whole: calls end sooner, runs learn sooner what is wanted, and
 * what a dead process had claimed and not begun is due again sooner.
 */
export const localTiming: Timing = {
  ...defaultTiming,
  checkpoint: 1_000,
  call: 5_000,
  dispatch: 5_000,
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

/** As in Kafka Connect: what the worker declares, without other limits than it names. */
export const localConfigProviders = (worker: LocalSettings['worker']): ConfigProviders =>
  createConfigProviders(worker, { env: process.env, confined: false })

export const openRuntime = async (
  { dataDir, worker, host }: LocalSettings,
  { metrics, log }: Pick<Runtime, 'metrics' | 'log'>,
): Promise<Runtime> => {
  const configProviders = localConfigProviders(worker)
  const { call } = localTiming
  const table = openTable(dataDir)
  return {
    table,
    eventSources: localEventSources(table),
    kafka: await openResolvedKafka({
      configProviders,
      worker,
      clientId: `connect-${host}`,
      connectionTimeout: call,
      requestTimeout: call,
      // within the margin of a slice, so that its failure is known before its end
      retryTimeout: call,
    }),
    plugins: await localPlugins(worker),
    configProviders,
    clock: systemClock,
    metrics,
    log: leveledLog(table, log),
    timing: localTiming,
    worker,
    poll: { min: 250, max: 1_000 },
    host,
    memory: 64 * 1024 * 1024,
  }
}
