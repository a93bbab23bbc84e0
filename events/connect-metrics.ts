import type { MetricGroup } from './metric-group.ts'
import { taskMetrics } from './task-metrics.ts'
import { workerMetrics } from './worker-metrics.ts'

/** What Kafka Connect 4.3 measures, group by group, and what is given for it. */
export const connectMetrics: readonly MetricGroup[] = [...workerMetrics, ...taskMetrics]
