import { isEventBridgeEvent, readEventBridgeEvent } from '../../events/event-bridge-event.ts'
import { readS3EventRecord } from '../../events/s3-event.ts'
import { readSqsEventRecord } from '../../events/sqs-event.ts'

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const recordsIn = (input: unknown): readonly unknown[] | undefined =>
  isObject(input) && Array.isArray(input.Records) ? input.Records : undefined

/** A message, and what it carries when that is an event too: buckets and buses write into queues. */
const ofMessage = (input: unknown): readonly unknown[] => {
  const record = readSqsEventRecord(input)
  const body = parsed(record.body)
  const carried = isEventBridgeEvent(body) || recordsIn(body) !== undefined ? occurrencesOf(body) : []
  return [{ ...record, body }, ...carried]
}

const ofRecord = (record: unknown): readonly unknown[] =>
  isObject(record) && record.eventSource === 'aws:sqs' ? ofMessage(record) : [readS3EventRecord(record)]

/**
 * What an event tells of, each as patterns see it: an EventBridge event as it is, an S3 notification and an SQS message by
 * record, the message with its body read as JSON when it is.
 */
export const occurrencesOf = (input: unknown): readonly unknown[] => {
  if (isEventBridgeEvent(input)) return [readEventBridgeEvent(input)]
  const records = recordsIn(input)
  if (records !== undefined) return records.flatMap(ofRecord)
  throw new TypeError(
    `Event: got ${Object.keys(isObject(input) ? input : {}).join(', ') || typeof input}, expected an EventBridge event, or Records of S3 or SQS`,
  )
}
