import { plugins } from '../../connectors/registry.ts'
import { kafkaOptions } from '../adapters/kafka/client-config.ts'
import { createKafka } from '../adapters/kafka/kafka.ts'
import { jsonLog } from '../adapters/log/json-log.ts'
import { emfMetrics } from '../adapters/metrics/emf.ts'
import { openDynamoDbTable } from '../adapters/state/dynamodb-table.ts'
import { systemClock } from '../adapters/system-clock.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { variable, workerProperties } from './environment.ts'
import { lambdaTiming, poll, restart } from './timing.ts'

/** Share of a function's memory that its tasks may hold in buffers; the rest is code, heap and sockets. */
const bufferShare = 0.4

const write = (line: string) => void process.stdout.write(line)

/** Opens what runs are made of, once for the life of a function instance. */
export const openRuntime = (env: NodeJS.ProcessEnv = process.env): (() => Promise<Runtime>) => {
  const worker = workerProperties(env)
  const name = variable(env, 'AWS_LAMBDA_FUNCTION_NAME')
  const { call } = lambdaTiming
  const lines = { function: name, write, now: Date.now }
  const runtime: Runtime = {
    table: openDynamoDbTable({ tableName: variable(env, 'TABLE_NAME'), callTimeout: call }),
    kafka: createKafka({
      ...kafkaOptions(worker, name),
      connectionTimeout: call,
      requestTimeout: call,
      retryTimeout: call,
    }),
    plugins,
    configProviders: new Map(),
    clock: systemClock,
    metrics: emfMetrics({
      ...lines,
      namespace: variable(env, 'METRICS_NAMESPACE'),
      deployment: variable(env, 'DEPLOYMENT'),
    }),
    log: jsonLog(lines),
    timing: lambdaTiming,
    worker,
    poll,
    restart,
    host: name,
    memory: Number(variable(env, 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE')) * 2 ** 20 * bufferShare,
  }
  return async () => runtime
}
