import { jsonLog } from '../adapters/log/json-log.ts'
import { emfMetrics } from '../adapters/metrics/emf.ts'
import type { Log } from '../runtime/ports/log.ts'
import type { Metrics } from '../runtime/ports/metrics.ts'

/** What a function counts and says goes to its own log, past the console, which would put it into lines of its own. */
export const openTelemetry = (env: NodeJS.ProcessEnv): { readonly metrics: Metrics; readonly log: Log } => {
  const {
    AWS_LAMBDA_FUNCTION_NAME: name = '',
    METRICS_NAMESPACE: namespace = 'KafkaConnect',
    DEPLOYMENT: deployment = namespace,
  } = env
  const to = { function: name, write: (line: string) => void process.stdout.write(line), now: Date.now }
  return { metrics: emfMetrics({ ...to, namespace, deployment }), log: jsonLog(to) }
}
