import { type ConfigOf, defineConfig, int, long } from '../../sdk/config.ts'
import { between } from '../../sdk/validators.ts'
import type { BulkSettings, RetrySettings } from '../settings.ts'

const group = 'Connector'
const low = { importance: 'LOW', group } as const
const medium = { importance: 'MEDIUM', group } as const
const DAY = 86_400_000
const MAX_INT = 2 ** 31 - 1

/** Keys of how documents are put into requests, the same for all classes. */
export const bulkConfig = defineConfig({
  'batch.size': int({
    ...medium,
    default: 2000,
    validator: between(1, 1_000_000),
    doc: 'Documents of a request, at most.',
  }),
  'max.in.flight.requests': int({
    ...medium,
    default: 5,
    validator: between(1, 1000),
    doc: 'Requests under way at a time, at most. Records of one document are never in two of them.',
  }),
  'max.buffered.records': int({
    ...low,
    default: 20_000,
    validator: between(1, MAX_INT),
    doc: 'Documents of a task that wait or are under way, at most; 64 MiB of them in any case.',
  }),
  'max.retries': int({
    ...low,
    default: 5,
    validator: between(0, MAX_INT),
    doc: 'How often a request is sent again that got no answer, 429 or 5xx; of documents that were refused so, only these are.',
  }),
  'retry.backoff.ms': long({
    ...low,
    default: 100,
    validator: between(0, DAY),
    doc: 'How long to wait before the first time, ms; twice as long before each further one, up to 10 s, less up to a half at random.',
  }),
})

export const flushTimeout = (standard: number) =>
  long({
    ...low,
    default: standard,
    validator: between(1000, 7 * DAY),
    doc: 'Not needed: a flush ends with its slice.',
  })

type BulkConfig = ConfigOf<typeof bulkConfig>

// servers take no more than 100 MB, some no more than 10
const MAX_BATCH_BYTES = 32 * 1024 * 1024

export const bulkSettings = (config: BulkConfig, batchBytes: number): BulkSettings => ({
  batchSize: config['batch.size'],
  batchBytes: Math.min(batchBytes, MAX_BATCH_BYTES),
  maxInFlight: config['max.in.flight.requests'],
  maxBuffered: config['max.buffered.records'],
})

export const retrySettings = (config: BulkConfig): RetrySettings => ({
  count: config['max.retries'],
  backoff: config['retry.backoff.ms'],
})
