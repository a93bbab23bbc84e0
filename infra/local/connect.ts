import { availableParallelism } from 'node:os'
import type { Context } from 'aws-lambda'
import { openResolvedKafka } from '../../functions/adapters/kafka/resolved-kafka.ts'
import { noMetrics } from '../../functions/adapters/metrics/no-metrics.ts'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import { allowedOrigins } from '../../functions/api/allowed-origins.ts'
import { createApi } from '../../functions/api/api.ts'
import type { ApiEvent, ApiResult } from '../../functions/api/api-event.ts'
import { type Authenticate, basicAuth } from '../../functions/api/basic-auth.ts'
import { onlyLocal } from '../../functions/api/only-local.ts'
import { originPatterns } from '../../functions/api/origin-patterns.ts'
import { KAFKA_CONNECT_VERSION } from '../../functions/api/version.ts'
import type { LogEntry } from '../../functions/runtime/ports/log.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { probeConfig } from '../../functions/runtime/probe-config.ts'
import { changeGroup } from '../../functions/runtime/sink/change-group.ts'
import { startEventPollers } from './event-pollers.ts'
import { hasEnded, leftBehind, processName } from './left-behind.ts'
import { type LocalPlugins, preload } from './local-plugins.ts'
import { localConfigProviders, localTiming, openTable } from './local-runtime.ts'
import { createMetricsPage } from './metrics-page.ts'
import { metricsRoute } from './metrics-route.ts'
import { startScheduler } from './scheduler.ts'
import { startSliceThreads } from './slice-threads.ts'
import { startSurveys } from './surveys.ts'

export interface ConnectOptions {
  readonly dataDir: string
  /** worker properties, as in Kafka Connect, with `bootstrap.servers` */
  readonly worker: Readonly<Record<string, string>>
  /** those of the worker */
  readonly plugins: LocalPlugins
  /** URLs under which it is reached */
  readonly listeners: readonly string[]
  /** absent: nobody is asked who they are */
  readonly authenticate?: Authenticate
  /** a connector may have changed its state; `error`: a run could not even store why it failed */
  readonly changed: (connector: string, error?: Error) => void
  /** a run has something to say; it may come several times */
  readonly warned: (warning: LogEntry) => void
}

/** Kafka Connect on this machine, without its processes around it: control plane, scheduler and slices over one state. */
export interface Connect {
  readonly table: Table
  handle(event: ApiEvent): Promise<ApiResult>
  wake(connector?: string): Promise<void>
  /** lets slices come to their end, for `grace` ms at most */
  stop(grace: number): Promise<void>
}

const tick = 250
const sliceTime = 10_000

export const startConnect = async (options: ConnectOptions): Promise<Connect> => {
  const { dataDir, worker, plugins, listeners, changed, warned } = options
  // a wrong one is told at once
  originPatterns(worker)
  const table = openTable(dataDir)
  const configProviders = localConfigProviders(worker)
  const kafka = await openResolvedKafka({
    configProviders,
    worker,
    clientId: `connect-${processName}`,
    requestTimeout: localTiming.call,
    retryTimeout: 2_000,
  })
  const workerId = new URL(listeners[0] ?? 'http://127.0.0.1:8083').host
  const metrics = createMetricsPage({
    table,
    plugins,
    workerId,
    kafka,
    clock: systemClock,
    host: processName,
  })
  const threads = startSliceThreads({
    dataDir,
    worker,
    host: processName,
    threads: availableParallelism(),
    slice: Number(worker['slice.max.ms'] ?? sliceTime),
    metrics: metrics.totals,
    warned,
    ended: (run, outcome) =>
      run.role === 'plan'
        ? metrics.startups.ended('connector', run.connector, outcome)
        : metrics.startups.ended('task', `${run.task}\n${run.connector}`, outcome),
    lost: async (owner, runs, error) => {
      const names = [...new Set(runs.map(run => run.connector))]
      for (const name of names) changed(name, error)
      for (const run of await leftBehind(table, o => o.startsWith(`${owner}/`), names)) scheduler.start(run)
    },
  })
  const scheduler = startScheduler({ table, kafka, timing: localTiming, threads, tick, ended: changed })
  for (const run of await leftBehind(table, hasEnded)) scheduler.start(run)
  const surveys = startSurveys({ table, kafka, timing: localTiming })
  const pollers = startEventPollers({
    table,
    kafka,
    clock: systemClock,
    host: processName,
    hasEnded,
    tick,
    invoke: threads.send,
    changed,
  })

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
    workerId,
  }).use(
    onlyLocal(listeners, {
      allowsOrigin: allowedOrigins(worker),
      anyHost: options.authenticate !== undefined,
    }),
  )
  if (options.authenticate !== undefined) api.use(basicAuth(options.authenticate))
  api.use(metricsRoute(metrics.text))
  await Promise.all([preload(plugins, worker), threads.ready])
  return {
    table,
    handle: event => api(event, {} as Context),
    wake: scheduler.wake,
    stop: async grace => {
      scheduler.stop()
      const polled = pollers.stop()
      const surveyed = surveys.stop()
      await threads.stop(grace)
      await polled
      await surveyed
      await kafka.close()
      await table.close()
    },
  }
}
