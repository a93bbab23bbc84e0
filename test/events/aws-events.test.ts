import { describe, expect, it } from 'vitest'
import {
  readEventBridgeEvent,
  sampleEventBridgeEvent,
  sampleScheduledEvent,
} from '../../events/event-bridge-event.ts'
import {
  readKafkaEvent,
  sampleKafkaEventResult,
  sampleMskEvent,
  sampleSelfManagedKafkaEvent,
} from '../../events/kafka-event.ts'
import { readS3EventRecord, sampleS3Event } from '../../events/s3-event.ts'
import { readSqsEventRecord, sampleSqsEvent } from '../../events/sqs-event.ts'
import { bytesAt } from '../../functions/runtime/raw.ts'
import { eventBatches } from '../../functions/runtime/sink/event-records.ts'

const wire = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('an event of AWS', () => {
  it.each([
    ['MSK', readKafkaEvent, sampleMskEvent],
    ['self-managed Kafka', readKafkaEvent, sampleSelfManagedKafkaEvent],
    ['EventBridge', readEventBridgeEvent, sampleEventBridgeEvent],
    ['a schedule', readEventBridgeEvent, sampleScheduledEvent],
    ['S3', readS3EventRecord, sampleS3Event.Records[0]],
    ['SQS', readSqsEventRecord, sampleSqsEvent.Records[0]],
  ])('is read from the sample of %s', (_, read: (input: unknown) => unknown, sample) => {
    expect(read(wire(sample))).toEqual(sample)
  })

  it('keeps what patterns may ask for', () => {
    const event = { ...sampleEventBridgeEvent, time: '2026-11-26T00:00:00Z' }
    expect(readEventBridgeEvent(event)).toEqual(event)
  })

  it.each([
    [
      readKafkaEvent,
      { ...sampleMskEvent, eventSource: 'aws:sqs' },
      'eventSource: got "aws:sqs", expected "aws:kafka"',
    ],
    [readKafkaEvent, { ...sampleMskEvent, records: [] }, 'records: got [], expected an object'],
    [
      readKafkaEvent,
      { ...sampleMskEvent, records: { 't-0': {} } },
      'records of t-0: got {}, expected an array',
    ],
    [readEventBridgeEvent, { source: 'a', 'detail-type': 'b' }, 'detail: got undefined, expected an object'],
    [readS3EventRecord, { eventSource: 'aws:s3', eventName: 'x', s3: {} }, 'bucket: got undefined'],
    [readSqsEventRecord, { eventSource: 'aws:sqs' }, 'eventSourceARN: got undefined, expected string'],
  ])('that is wrong is refused with what was got and what is allowed', (read, input, message) => {
    expect(() => read(input)).toThrow(message)
  })
})

describe('records of Kafka', () => {
  const record = {
    topic: 't',
    partition: 3,
    offset: 7,
    timestamp: 9,
    timestampType: 'LOG_APPEND_TIME',
    value: 'AAH/',
    headers: [{ h: [1, -1, 200] }, { h: null }, { käse: [] }],
  }
  const decoded = (records: object) => eventBatches(readKafkaEvent({ eventSource: 'aws:kafka', records }))

  it('have the bytes that they had in the topic', () => {
    const [batch] = decoded({
      't-3': [record, { ...record, offset: 9, key: 'aw==', value: null, headers: [] }],
    })
    const raw = batch?.raw
    if (raw === undefined) throw new Error('there is no batch')
    expect(raw).toMatchObject({ topic: 't', partition: 3, count: 2, timestampType: 'LOG_APPEND_TIME' })
    expect([...raw.offsets]).toEqual([7, 9])
    expect([...raw.timestamps]).toEqual([9, 9])
    const bytes = (bounds: Int32Array | undefined, i: number) => {
      const found = bytesAt(raw.data, bounds, i)
      return found === null ? null : [...found]
    }
    expect([0, 1].map(i => bytes(raw.values, i))).toEqual([[0, 1, 255], null])
    expect([0, 1].map(i => bytes(raw.keys, i))).toEqual([null, [107]])
    expect(raw.headers?.(0).map(({ key, value }) => [key, value && [...value]])).toEqual([
      ['h', [1, 255, 200]],
      ['h', null],
      ['käse', []],
    ])
    expect(raw.headers?.(1)).toEqual([])
  })

  it('have an empty value where that is not null', () => {
    const [batch] = decoded({ 't-3': [{ ...record, value: '' }] })
    expect(batch && bytesAt(batch.raw.data, batch.raw.values, 0)).toEqual(Buffer.alloc(0))
  })

  it('are read when the partition is text, and when there are none', () => {
    expect(decoded({ 't-3': [{ ...record, partition: '3' }] })[0]?.raw.partition).toBe(3)
    expect(decoded({ 't-3': [] })).toEqual([])
    expect(decoded({})).toEqual([])
  })

  it('stay apart by partition, under the key of the event', () => {
    expect(decoded(sampleMskEvent.records).map(({ key }) => key)).toEqual(['orders-0'])
    expect(wire(sampleKafkaEventResult)).toEqual(sampleKafkaEventResult)
  })
})
