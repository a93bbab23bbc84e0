import type { Metrics } from '../../runtime/ports/metrics.ts'

/** For where nobody takes them. */
export const noMetrics: Metrics = { put: () => undefined }
