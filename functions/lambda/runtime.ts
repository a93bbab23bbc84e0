import { createConfigProviders } from '../adapters/config-providers/config-providers.ts'
import { markHeapRarely } from '../adapters/heap.ts'
import { openResolvedKafka } from '../adapters/kafka/resolved-kafka.ts'
import { openDynamoDbTable } from '../adapters/state/dynamodb-table.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { leveledLog } from '../runtime/log-levels.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { variable, workerProperties } from './environment.ts'
import { eventSourcesOf } from './event-sources.ts'
import { lambdaPlugins } from './plugins.ts'
import { openTelemetry } from './telemetry.ts'
import { lambdaTiming, poll } from './timing.ts'

/** Share of a function's memory that its tasks may hold in buffers; the rest is code, heap and sockets. */
const bufferShare = 0.4

const open = async (env: NodeJS.ProcessEnv): Promise<Runtime> => {
  markHeapRarely()
  const worker = workerProperties(env)
  const host = variable(env, 'AWS_LAMBDA_FUNCTION_NAME')
  const { call } = lambdaTiming
  const configProviders = createConfigProviders(worker, { env, confined: true })
  const times = { connectionTimeout: call, requestTimeout: call, retryTimeout: call }
  const table = openDynamoDbTable({ tableName: variable(env, 'TABLE_NAME'), callTimeout: call })
  const { metrics, log } = openTelemetry(env)
  return {
    table,
    kafka: await openResolvedKafka({ configProviders, worker, clientId: host, ...times }),
    ...eventSourcesOf(env),
    plugins: await lambdaPlugins(worker, env),
    configProviders,
    clock: systemClock,
    metrics,
    log: leveledLog(table, log),
    timing: lambdaTiming,
    worker,
    poll,
    watchesTopics: true,
    host,
    memory: Number(variable(env, 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE')) * 2 ** 20 * bufferShare,
  }
}

/** Opens what runs are made of, once for the life of a function instance; what fails is tried again by the next invocation. */
export const openRuntime = (env: NodeJS.ProcessEnv = process.env): (() => Promise<Runtime>) => {
  let opened: Promise<Runtime> | undefined
  return () => {
    opened ??= open(env).catch(error => {
      opened = undefined
      throw error
    })
    return opened
  }
}
