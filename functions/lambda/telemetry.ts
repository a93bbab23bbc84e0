import { jsonLog } from '../adapters/log/json-log.ts'
import { emfMetrics } from '../adapters/metrics/emf.ts'
import type { Log } from '../runtime/ports/log.ts'
import type { Metrics } from '../runtime/ports/metrics.ts'
import { variable } from './environment.ts'

/** What a function counts and says goes to its own log, past the console, which would put it into lines of its own. */
export const openTelemetry = (env: NodeJS.ProcessEnv): { readonly metrics: Metrics; readonly log: Log } => {
  const to = {
    function: variable(env, 'AWS_LAMBDA_FUNCTION_NAME'),
    write: (line: string) => void process.stdout.write(line),
    now: Date.now,
  }
  const namespace = variable(env, 'METRICS_NAMESPACE')
  const deployment = variable(env, 'DEPLOYMENT')
  return { metrics: emfMetrics({ ...to, namespace, deployment }), log: jsonLog(to) }
}
