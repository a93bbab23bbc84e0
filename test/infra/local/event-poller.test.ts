import { afterEach, describe, expect, it } from 'vitest'
import type { KafkaEvent, KafkaEventResult } from '../../../events/kafka-event.ts'
import { systemClock } from '../../../functions/adapters/system-clock.ts'
import type { EventSourceSettings } from '../../../functions/runtime/ports/event-sources.ts'
import { type EventPoller, startEventPoller } from '../../../infra/local/event-poller.ts'
import { memoryKafka } from '../../helpers/memory-kafka.ts'

const settings: EventSourceSettings = {
  topic: 't',
  group: 'connect-archive',
  startingPosition: 'earliest',
  enabled: true,
  batchSize: 100,
  batchWindow: 0,
  filter: '',
  onFailure: '',
  pollers: null,
}

type Answer = (event: KafkaEvent, n: number) => KafkaEventResult | Promise<KafkaEventResult>

const done: KafkaEventResult = { batchItemFailures: [] }

const valuesOf = ({ records }: KafkaEvent) =>
  Object.values(records)
    .flat()
    .map(({ value }) => (value == null ? null : Buffer.from(value, 'base64').toString()))

let poller: EventPoller | undefined
afterEach(() => poller?.stop())

const poll = (
  over: Partial<EventSourceSettings> & { payloadLimit?: number } = {},
  answer: Answer = () => done,
) => {
  const cluster = memoryKafka()
  const events: KafkaEvent[] = []
  const errors: string[] = []
  const { payloadLimit, ...changed } = over
  const start = () => {
    poller = startEventPoller({
      kafka: cluster.kafka,
      clock: systemClock,
      mapping: { ...settings, ...changed },
      invoke: async event => {
        events.push(event)
        return answer(event, events.length)
      },
      failed: error => void errors.push(error.message),
      retry: 5,
      ...(payloadLimit !== undefined && { payloadLimit }),
    })
  }
  const until = async (check: () => boolean | Promise<boolean>) => {
    while (!(await check())) await systemClock.sleep(5)
  }
  const committed = async (partition = 0) =>
    (await cluster.kafka.groupOffsets('connect-archive', [{ topic: 't', partition }]))[0]?.offset
  return { cluster, events, errors, start, until, committed, values: () => events.flatMap(valuesOf) }
}

describe('a poller of events', () => {
  it('hands over what a topic has and gets, and commits behind it', async () => {
    const { cluster, events, start, until, committed, values } = poll()
    await cluster.append('t', ['a', 'b'])
    start()
    await until(async () => (await committed()) === 2)
    await cluster.append('t', ['c', null])
    await until(async () => (await committed()) === 4)
    expect(values()).toEqual(['a', 'b', 'c', null])
    expect(Object.keys(events[0]?.records ?? {})).toEqual(['t-0'])
  })

  it('passes keys, times and headers on, in bytes as Java has them', async () => {
    const { cluster, events, start, until } = poll()
    await cluster.append('t', [])
    const producer = await cluster.kafka.producer({ idempotent: true })
    const headers = [
      { key: 'h', value: Buffer.from([1, 200]) },
      { key: 'h', value: null },
    ]
    await producer.send([
      { topic: 't', partition: 0, key: Buffer.from('k'), value: null, headers, timestamp: 7 },
    ])
    start()
    await until(() => events.length > 0)
    expect(events[0]?.records['t-0']).toEqual([
      {
        topic: 't',
        partition: 0,
        offset: 0,
        timestamp: 7,
        timestampType: 'CREATE_TIME',
        key: 'aw==',
        value: null,
        headers: [{ h: [1, -56] }, { h: null }],
      },
    ])
  })

  it('goes on where its group stands, else where it is to begin', async () => {
    const first = poll()
    await first.cluster.append('t', ['a', 'b', 'c'])
    await first.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 2 }])
    first.start()
    await first.until(() => first.events.length > 0)
    expect(first.values()).toEqual(['c'])
    await poller?.stop()
    const second = poll({ startingPosition: 'latest' })
    await second.cluster.append('t', ['a'])
    second.start()
    await systemClock.sleep(50)
    await second.cluster.append('t', ['b'])
    await second.until(() => second.events.length > 0)
    expect(second.values()).toEqual(['b'])
  })

  it('brings all of a batch again until it succeeds, and nothing before it', async () => {
    const { cluster, events, errors, start, until, committed } = poll({ batchSize: 2 }, (_, n) => {
      if (n < 3) throw new Error(`failure ${n}`)
      return done
    })
    await cluster.append('t', ['a', 'b', 'c'])
    start()
    await until(async () => (await committed()) === 3)
    expect(events.map(valuesOf)).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']])
    expect(errors).toEqual(['failure 1', 'failure 2'])
  })

  it('brings what was named again where failures are looked at', async () => {
    const failing: Answer = (_, n) =>
      n === 1 ? { batchItemFailures: [{ itemIdentifier: { partition: 't-0', offset: 1 } }] } : done
    const looked = poll({ pollers: { min: 1, max: 1 } }, failing)
    await looked.cluster.append('t', ['a', 'b', 'c'])
    looked.start()
    await looked.until(async () => (await looked.committed()) === 3)
    expect(looked.events.map(valuesOf)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
    await poller?.stop()
    const ignored = poll({}, failing)
    await ignored.cluster.append('t', ['a', 'b', 'c'])
    ignored.start()
    await ignored.until(async () => (await ignored.committed()) === 3)
    expect(ignored.events.map(valuesOf)).toEqual([['a', 'b', 'c']])
  })

  it('brings all of it again when something was named that is not in it', async () => {
    const { cluster, events, start, until, committed } = poll({ pollers: { min: 1, max: 1 } }, (_, n) =>
      n === 1 ? { batchItemFailures: [{ itemIdentifier: { partition: 't-0', offset: 9 } }] } : done,
    )
    await cluster.append('t', ['a', 'b'])
    start()
    await until(async () => (await committed()) === 2)
    expect(events.map(valuesOf)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('makes events of at most so many records, and so many bytes', async () => {
    const bySize = poll({ payloadLimit: 4 * 1024 + 700 })
    await bySize.cluster.append('t', ['x'.repeat(150), 'y'.repeat(150), 'z'.repeat(150)])
    bySize.start()
    await bySize.until(async () => (await bySize.committed()) === 3)
    expect(bySize.events.length).toBeGreaterThan(1)
    for (const event of bySize.events) expect(JSON.stringify(event).length).toBeLessThan(4 * 1024 + 700)
    await poller?.stop()
    const byNumber = poll({ batchSize: 2 })
    await byNumber.cluster.append('t', ['a', 'b', 'c', 'd', 'e'])
    byNumber.start()
    await byNumber.until(async () => (await byNumber.committed()) === 5)
    expect(byNumber.events.map(event => valuesOf(event).length)).toEqual([2, 2, 1])
  })

  it('says that a record is too large for an event', async () => {
    const { cluster, errors, start, until } = poll({ payloadLimit: 5_000 })
    await cluster.append('t', ['x'.repeat(5_000)])
    start()
    await until(() => errors.length > 0)
    expect(errors[0]).toBe('t-0: the record at 0 is larger than an event may be')
  })

  it('gathers for as long as the window lasts', async () => {
    const { cluster, events, start, until } = poll({ batchWindow: 300 })
    await cluster.append('t', ['a'])
    start()
    await systemClock.sleep(100)
    await cluster.append('t', ['b'])
    await until(() => events.length > 0)
    expect(valuesOf(events[0] ?? { eventSource: 'aws:kafka', records: {} })).toEqual(['a', 'b'])
  })

  it('passes over what its filter does not match', async () => {
    const { cluster, start, until, committed, values } = poll({
      filter: '{"value":{"kind":["order"],"total":[{"numeric":[">",5]}]}}',
    })
    await cluster.append('t', ['{"kind":"order","total":9}', '{"kind":"order","total":1}', 'no json'])
    start()
    await until(async () => (await committed()) === 3)
    expect(values()).toEqual(['{"kind":"order","total":9}'])
  })

  it('goes on at the start of the log when its position is gone', async () => {
    const { cluster, errors, start, until, values } = poll()
    await cluster.append('t', ['a'])
    await cluster.append('t', ['b'])
    cluster.deleteRecords({ topic: 't', partition: 0 }, 1)
    await cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 0 }])
    start()
    await until(() => values().length > 0)
    expect(values()).toEqual(['b'])
    expect(errors[0]).toContain('Offset out of range')
  })

  it('waits for its topic', async () => {
    const { cluster, start, until, values } = poll()
    start()
    await systemClock.sleep(20)
    await cluster.append('t', ['a'])
    await until(() => values().length > 0)
    expect(values()).toEqual(['a'])
  })

  it('stops when the event on its way has come to its end', async () => {
    const held = Promise.withResolvers<KafkaEventResult>()
    const { cluster, events, start, until, committed } = poll({}, () => held.promise)
    await cluster.append('t', ['a'])
    start()
    await until(() => events.length > 0)
    let stopped = false
    const stopping = poller?.stop().then(() => {
      stopped = true
    })
    await systemClock.sleep(20)
    expect(stopped).toBe(false)
    held.resolve(done)
    await stopping
    expect(await committed()).toBe(1)
  })
})
