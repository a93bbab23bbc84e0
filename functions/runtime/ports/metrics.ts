import type { MetricValues } from '../../../events/metrics.ts'
import type { Subject } from './log.ts'

/** Where values go. */
export interface Metrics {
  /**
   * Takes values of one moment: of the subject's connector, else of the deployment. Called at the end of a slice and
   * every `interval` within it. Takes no time that counts, and never throws.
   */
  put(values: MetricValues, subject: Subject): void
  /** ms between two reports of a slice that goes on; default: a minute */
  readonly interval?: number
  /** slices report that find nothing to do, too; default: they do not */
  readonly idle?: boolean
}
