import type { MetricName, MetricValues } from '../../events/metrics.ts'
import type { Subject } from '../../functions/runtime/ports/log.ts'
import type { Metrics } from '../../functions/runtime/ports/metrics.ts'

/** Metrics in memory, as they were handed over. */
export const memoryMetrics = () => {
  const reports: { readonly values: MetricValues; readonly subject: Subject }[] = []
  return {
    put: (values, subject) => void reports.push({ values, subject }),
    reports: reports as readonly (typeof reports)[number][],
    /** every value of a metric, in order */
    values: (name: MetricName, connector?: string) =>
      reports.flatMap(({ values, subject }) =>
        values[name] === undefined || subject.connector !== connector ? [] : [values[name]],
      ),
  } satisfies Metrics & Record<string, unknown>
}
