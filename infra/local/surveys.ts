import { noMetrics } from '../../functions/adapters/metrics/no-metrics.ts'
import { type SurveyContext, survey } from '../../functions/runtime/survey/survey.ts'

/** What is read here costs nothing: soon enough for whoever looks at a status. */
const interval = 15_000

/** Looks now and then what is stalled, so that its status says so. Of several processes over one state one does it. */
export const startSurveys = (context: Omit<SurveyContext, 'metrics' | 'interval'>) => {
  let last: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // a table or a broker that is away is there again at one of the next
    last = last.then(() => survey({ ...context, metrics: noMetrics, interval })).catch(() => undefined)
  }, interval)
  return {
    stop: (): Promise<void> => {
      clearInterval(timer)
      return last
    },
  }
}
