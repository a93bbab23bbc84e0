import { field, object } from './read.ts'

/**
 * A message of a queue, as an event source mapping hands it over.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export interface SqsEventRecord {
  readonly eventSource: 'aws:sqs'
  readonly eventSourceARN: string
  readonly messageId: string
  readonly body: string
}

export interface SqsEvent {
  readonly Records: readonly SqsEventRecord[]
}

/** Everything else in it is kept, for patterns to match. */
export const readSqsEventRecord = (input: unknown): SqsEventRecord => {
  const record = object('SqsEventRecord', input)
  return {
    ...record,
    eventSource: field(record, 'eventSource', 'aws:sqs'),
    eventSourceARN: field(record, 'eventSourceARN', String),
    messageId: field(record, 'messageId', String),
    body: field(record, 'body', String),
  }
}

export const sampleSqsEvent: SqsEvent = {
  Records: [
    {
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders',
      messageId: '6d2b4c5e-0000-4000-8000-000000000000',
      body: '{"order":7}',
    },
  ],
}
