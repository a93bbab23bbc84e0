import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Hide } from '../config/hidden-values.ts'
import type { SinkConfig, SourceConfig } from '../connector-config.ts'

/** How long what has failed is tried again. */
export interface RetryBounds {
  /** ms altogether; 0: not at all, below: without end */
  readonly timeout: number
  /** longest pause, ms; a longer one is taken at random below it */
  readonly longest: number
}

/** What becomes of what fails, by the keys `errors.*` of a connector. */
export interface ErrorPolicy {
  /** `errors.tolerance=all`: records that are to blame are left out */
  readonly tolerant: boolean
  readonly retry: RetryBounds
  readonly log: {
    readonly enabled: boolean
    /** whether lines tell which record it was */
    readonly records: boolean
  }
  /** absent: records that fail go nowhere */
  readonly deadLetters?: DeadLetterTopic
  /** takes secrets out of what is told */
  readonly hide: Hide
}

export interface DeadLetterTopic {
  readonly topic: string
  readonly replicationFactor: number
  /** whether letters say where they come from and what went wrong */
  readonly headers: boolean
}

export const errorPolicyOf = (config: SourceConfig | SinkConfig, hide: Hide): ErrorPolicy => {
  const topic = config['errors.deadletterqueue.topic.name']
  return {
    tolerant: config['errors.tolerance'] === 'all',
    retry: { timeout: config['errors.retry.timeout'], longest: config['errors.retry.delay.max.ms'] },
    log: { enabled: config['errors.log.enable'], records: config['errors.log.include.messages'] },
    ...(topic !== '' && {
      deadLetters: {
        topic,
        replicationFactor: config['errors.deadletterqueue.topic.replication.factor'],
        headers: config['errors.deadletterqueue.context.headers.enable'],
      },
    }),
    hide,
  }
}

/** Whether the same call may succeed later, as the error itself says. One that says nothing is not repeated, as in Kafka Connect. */
export const isPassing = (error: unknown): error is ConnectError =>
  error instanceof ConnectError && error.retriable

/** Whether a record may be at fault: the error names neither something passing nor something that is no record's. */
export const isBlamable = (error: unknown): boolean =>
  !(error instanceof ConnectError) ||
  (!error.retriable && (error.code === 'DATA' || error.code === 'EXTERNAL'))

/** Whether Kafka refuses a record for what it is, too large or for a topic that cannot be, and always will. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectError && !error.retriable && error.code === 'DATA'
