import { field, object } from './read.ts'

/**
 * An event of EventBridge or of one of its schedules.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export interface EventBridgeEvent {
  readonly source: string
  readonly 'detail-type': string
  readonly account?: string
  readonly region?: string
  readonly resources?: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

export const isEventBridgeEvent = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'detail-type' in input

/** Everything else in it is kept, for patterns to match. */
export const readEventBridgeEvent = (input: unknown): EventBridgeEvent => {
  const event = object('EventBridgeEvent', input)
  return {
    ...event,
    source: field(event, 'source', String),
    'detail-type': field(event, 'detail-type', String),
    detail: object('detail', event.detail),
  }
}

export const sampleEventBridgeEvent: EventBridgeEvent = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  account: '123456789012',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::orders'],
  detail: {
    bucket: { name: 'orders' },
    object: { key: 'in/2026-11-26.csv', size: 1024 },
    reason: 'PutObject',
  },
}

export const sampleScheduledEvent: EventBridgeEvent = {
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  account: '123456789012',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:123456789012:rule/nightly'],
  detail: {},
}
