import { openResolvedKafka } from '../../functions/adapters/kafka/resolved-kafka.ts'
import { noMetrics } from '../../functions/adapters/metrics/no-metrics.ts'
import { openDynamoDbTable } from '../../functions/adapters/state/dynamodb-table.ts'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import { createApi } from '../../functions/api/api.ts'
import { KAFKA_CONNECT_VERSION } from '../../functions/api/version.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { probeConfig } from '../../functions/runtime/probe-config.ts'
import type { Runtime } from '../../functions/runtime/runtime.ts'
import { changeGroup } from '../../functions/runtime/sink/change-group.ts'
import type { Timing } from '../../functions/runtime/timing.ts'
import { localEventSources } from '../../infra/local/event-sources.ts'
import { hasEnded, leftBehind, processName } from '../../infra/local/left-behind.ts'
import { listen } from '../../infra/local/listener.ts'
import { localPlugins } from '../../infra/local/local-plugins.ts'
import { localConfigProviders, localTiming, openTable } from '../../infra/local/local-runtime.ts'
import { readPropertiesFile } from '../../infra/local/properties-file.ts'
import { startScheduler } from '../../infra/local/scheduler.ts'
import { dynamoDbClient } from '../helpers/dynamodb-client.ts'
import { type CrashPoint, crashingPorts } from './stage/crash-points.ts'
import { runSlices, type SliceFaults } from './stage/slices.ts'

/** How a runner differs from the product's own process. */
export interface RunnerSettings extends SliceFaults {
  /** the state, instead of a file */
  readonly dynamodb?: { readonly endpoint: string; readonly tableName: string }
  readonly timing?: Partial<Timing>
  readonly crash?: CrashPoint
}

/** Runs the product's handlers on its adapters, in one thread, with faults where the settings say. */
const start = async (worker: Readonly<Record<string, string>>, settings: RunnerSettings) => {
  const timing = { ...localTiming, ...settings.timing }
  const configProviders = localConfigProviders(worker)
  const stored: Table =
    settings.dynamodb === undefined
      ? openTable(worker['data.dir'] ?? '')
      : openDynamoDbTable({
          tableName: settings.dynamodb.tableName,
          client: dynamoDbClient(settings.dynamodb.endpoint),
        })
  const cluster = await openResolvedKafka({
    configProviders,
    worker,
    clientId: `connect-${processName}`,
    connectionTimeout: timing.call,
    requestTimeout: timing.call,
    retryTimeout: timing.call,
  })
  const { table, kafka } = settings.crash
    ? crashingPorts(stored, cluster, settings.crash)
    : { table: stored, kafka: cluster }
  const plugins = await localPlugins(worker)
  const runtime: Runtime = {
    table,
    eventSources: localEventSources(table),
    kafka,
    plugins,
    configProviders,
    clock: systemClock,
    metrics: noMetrics,
    log: () => undefined,
    timing,
    worker,
    poll: { min: 250, max: 1_000 },
    host: processName,
    memory: 64 * 1024 * 1024,
  }
  const threads = runSlices(runtime, Number(worker['slice.max.ms']), settings)
  const ended = (_: string, error?: Error) => error && console.error(error)
  const scheduler = startScheduler({ table, kafka, timing, threads, tick: 250, ended })
  for (const run of await leftBehind(table, hasEnded)) scheduler.start(run)
  const api = createApi({
    table,
    plugins,
    worker,
    version: KAFKA_CONNECT_VERSION,
    kafkaClusterId: () => kafka.clusterId().catch(() => null),
    probe: config => probeConfig({ plugins, kafka, configProviders, worker }, config),
    changeGroup: change =>
      changeGroup({ table, kafka, configProviders, plugins, worker, metrics: noMetrics }, change),
    clock: systemClock,
    wake: scheduler.wake,
    workerId: processName,
  })
  const server = await listen(worker.listeners ?? '', {
    access: {},
    log: () => {},
    handle: event => api(event, {} as Parameters<typeof api>[1]),
  })
  return async () => {
    scheduler.stop()
    await threads.stop(5_000)
    await server.close()
    process.exit(0)
  }
}

const stop = await start(
  readPropertiesFile(process.argv[2] ?? ''),
  JSON.parse(process.env.CHAOS_RUNNER ?? '{}'),
)
process.on('SIGTERM', () => void stop())
