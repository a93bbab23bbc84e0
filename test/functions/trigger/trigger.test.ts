import { describe, expect, it } from 'vitest'
import { sampleEventBridgeEvent, sampleScheduledEvent } from '../../../events/event-bridge-event.ts'
import { sampleS3Event } from '../../../events/s3-event.ts'
import { sampleSqsEvent } from '../../../events/sqs-event.ts'
import { configureConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { trigger } from '../../../functions/trigger/trigger.ts'
import { sinkScene } from '../runtime/scene/scripted-sink.ts'

const inQueue = (body: object) => ({
  Records: [{ ...sampleSqsEvent.Records[0], body: JSON.stringify(body) }],
})

/** A sink that has taken all that there is and waits for more, with what wakes it. */
const waitingSink = async (patterns: unknown, values: readonly string[] = ['a']) => {
  const woken: string[] = []
  const got: number[] = []
  const scene = await sinkScene([values], () => ({ write: async records => void got.push(records.length) }), {
    config: { 'trigger.events': typeof patterns === 'string' ? patterns : JSON.stringify(patterns) },
  })
  const send = trigger({ table: scene.table, wake: async connector => void woken.push(connector) })
  await scene.run()
  await scene.clock.sleep(10)
  return { ...scene, woken, got, send }
}

describe('an event', () => {
  it.each([
    [
      'of EventBridge',
      { source: ['aws.s3'], detail: { bucket: { name: ['orders'] } } },
      sampleEventBridgeEvent,
    ],
    ['of a schedule', { resources: [{ suffix: 'rule/nightly' }] }, sampleScheduledEvent],
    [
      'of a bucket',
      { eventName: [{ prefix: 'ObjectCreated' }], s3: { object: { key: [{ prefix: 'in/' }] } } },
      sampleS3Event,
    ],
    ['in a queue', { eventSourceARN: [{ suffix: ':orders' }], body: { order: [7] } }, sampleSqsEvent],
    ['of a bucket, in a queue', { s3: { bucket: { name: ['orders'] } } }, inQueue(sampleS3Event)],
    ['of EventBridge, in a queue', { 'detail-type': ['Object Created'] }, inQueue(sampleEventBridgeEvent)],
    [
      'that one of several patterns matches',
      [{ source: ['none'] }, { source: ['aws.s3'] }],
      sampleEventBridgeEvent,
    ],
  ])('%s makes a task due that waits, and wakes the scheduler', async (_, patterns, event) => {
    const scene = await waitingSink(patterns)
    expect((await scene.task('archive')).dueAt).toBeGreaterThan(scene.now())
    expect(await scene.send(event)).toEqual({ triggered: ['archive'] })
    expect(scene.woken).toEqual(['archive'])
    const task = await scene.task('archive')
    expect(task).toMatchObject({ dueAt: scene.now(), emptyPolls: 0 })
    expect(task.waitsFor).toBeUndefined()
  })

  it.each([
    ['does not match', { source: ['aws.ec2'] }, sampleEventBridgeEvent],
    ['is for no pattern', '', sampleEventBridgeEvent],
  ])('that %s changes nothing', async (_, patterns, event) => {
    const scene = await waitingSink(patterns)
    const before = await scene.task('archive')
    expect(await scene.send(event)).toEqual({ triggered: [] })
    expect(await scene.task('archive')).toEqual(before)
    expect(scene.woken).toEqual([])
  })

  it('passes over a pattern that is not known here', async () => {
    const scene = await waitingSink({ source: ['aws.s3'] })
    const reference = ['$', '{env:PATTERNS}'].join('')
    await configureConnector(scene.table, 'archive', ({ type, config }) => ({
      type,
      config: { ...config, 'trigger.events': reference },
    }))
    expect(await scene.send(sampleEventBridgeEvent)).toEqual({ triggered: [] })
  })

  it('starts nothing of what is paused', async () => {
    const scene = await waitingSink({ source: ['aws.s3'] })
    await setWanted(scene.table, 'archive', 'PAUSED')
    expect(await scene.send(sampleEventBridgeEvent)).toEqual({ triggered: [] })
  })

  it('that comes while a task runs lets its slice go on, and has it run again', async () => {
    const scene = await waitingSink({ source: ['aws.s3'] })
    await scene.cluster.append('t', ['b', 'c'])
    const run = scene.run()
    await scene.clock.sleep(50)
    await scene.send(sampleEventBridgeEvent)
    expect(await run).toMatchObject({ outcome: 'continue', records: 2 })
    expect((await scene.task('archive')).dueAt).toBeLessThanOrEqual(scene.now())
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
  })

  it('that is none is refused with what is allowed', async () => {
    const scene = await waitingSink({ source: ['aws.s3'] })
    await expect(scene.send({ some: 'thing' })).rejects.toThrow(
      'Event: got some, expected an EventBridge event, or Records of S3 or SQS',
    )
  })
})
