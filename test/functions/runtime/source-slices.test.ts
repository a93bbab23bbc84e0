import { describe, expect, it } from 'vitest'
import { configureConnector, restartTask, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { holdingKafka } from './scene/held-kafka.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'

const endless = (every: number, sleep: (ms: number) => Promise<void>) =>
  async function* () {
    for (let n = 1; ; n++) {
      yield batchOf('a', n)
      await sleep(every)
    }
  }

describe('a source that is drained', () => {
  it('is looked at for linger.ms after its last data, then its slice ends', async () => {
    const looks: number[] = []
    const scene = await sourceScene(
      () => ({
        async *read() {
          looks.push(scene.clock.now())
          if (looks.length === 3) yield batchOf('a', 1)
          return undefined
        },
      }),
      { config: { 'linger.ms': '400' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect(looks).toEqual([0, 100, 200, 300, 400, 500, 600])
  })

  it('is looked at ever less often while there is nothing, and soon after there was something', async () => {
    let batches = 0
    const scene = await sourceScene(
      () => ({ read: once(...Array.from({ length: batches }, (_, n) => batchOf('a', n))) }),
      { poll: { min: 1_000, max: 7_000 } },
    )
    const waits: number[] = []
    for (const found of [0, 0, 0, 0, 2, 0]) {
      batches = found
      expect(await scene.run()).toMatchObject({ outcome: 'idle' })
      waits.push(((await scene.task('numbers')).dueAt ?? 0) - scene.now())
    }
    expect(waits).toEqual([2_000, 4_000, 7_000, 7_000, 1_000, 2_000])
  })

  it('is looked at within the bounds that its own configuration names', async () => {
    const config = { 'poll.min.interval.ms': '10', 'poll.max.interval.ms': '30' }
    const scene = await sourceScene(() => ({ read: once() }), { config })
    const waits: number[] = []
    for (let n = 0; n < 3; n++) {
      await scene.run()
      waits.push(((await scene.task('numbers')).dueAt ?? 0) - scene.now())
    }
    expect(waits).toEqual([20, 30, 30])
  })

  it('comes back when it has said to', async () => {
    const scene = await sourceScene(() => ({
      async *read() {
        yield batchOf('a', 1)
        return { again: 25_000 }
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect((await scene.task('numbers')).dueAt).toBe(scene.now() + 25_000)
    // not even linger.ms was waited for
    expect(scene.clock.now()).toBe(0)
  })

  it('is not read before the time that it has said, within a slice either', async () => {
    const looks: number[] = []
    const scene = await sourceScene(
      () => ({
        // biome-ignore lint/correctness/useYield: it has nothing
        async *read() {
          looks.push(scene.clock.now())
          return { again: 300 }
        },
      }),
      { config: { 'linger.ms': '700' } },
    )
    await scene.run()
    expect(looks).toEqual([0, 300, 600, 900])
  })

  it('with run.mode=continuous goes on to the end of the slice, and into the next', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), {
      config: { 'run.mode': 'continuous' },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'continue', records: 1 })
    expect(scene.clock.now()).toBe(50_000)
    expect((await scene.task('numbers')).dueAt).toBe(scene.now())
  })
})

describe('a slice of a source', () => {
  it('that was restarted shows that it is at work before it ends, also when there is nothing', async () => {
    const scene = await sourceScene(() => ({ read: once() }), { config: { 'run.mode': 'continuous' } })
    await restartTask(scene.store.open(), 'numbers', 0)
    expect((await scene.task('numbers')).status.state).toBe('RESTARTING')
    const run = scene.run()
    await scene.clock.sleep(10_000)
    expect((await scene.task('numbers')).status.state).toBe('RUNNING')
    await run
    expect(scene.clock.now()).toBe(50_000)
  })

  it('ends before its deadline, with everything stored, and is to be continued', async () => {
    const scene = await sourceScene(() => ({ read: endless(1_000, ms => scene.clock.sleep(ms)) }))
    expect(await scene.run({ deadline: 30_000 })).toMatchObject({ outcome: 'continue', records: 20 })
    expect(scene.clock.now()).toBe(20_000)
    const task = await scene.task('numbers')
    expect(task.progress).toEqual({ '{"p":"a"}': { offset: '{"n":20}' } })
    expect(task.dueAt).toBe(scene.now())
    expect(task.leaseUntil).toBeUndefined()
  })

  it('ends before its deadline when the broker acknowledges nothing', async () => {
    const kafka = holdingKafka(({ call }) => call === 'send')
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), { kafkaRoute: kafka.route })
    expect(await scene.run({ deadline: 30_000 })).toMatchObject({ outcome: 'failed' })
    expect(scene.clock.now()).toBeLessThan(30_000)
    const task = await scene.task('numbers')
    expect(task).toMatchObject({ progress: {}, status: { trace: expect.stringContaining('deadline') } })
    // what was on its way lands nowhere after the release
    kafka.release()
    await scene.clock.sleep(1_000)
    expect(scene.cluster.values('topic-a')).toEqual([])
  })

  it('ends before its deadline when its buffers are full of what nobody acknowledges', async () => {
    const kafka = holdingKafka(({ call }) => call === 'send')
    const scene = await sourceScene(() => ({ read: endless(0, ms => scene.clock.sleep(ms)) }), {
      kafkaRoute: kafka.route,
      memory: 4_000,
    })
    expect(await scene.run({ deadline: 30_000 })).toMatchObject({ outcome: 'failed' })
    expect(scene.clock.now()).toBeLessThan(30_000)
  })

  it('ends in good order when its process is about to end', async () => {
    const stopping = new AbortController()
    const scene = await sourceScene(() => ({ read: endless(1_000, ms => scene.clock.sleep(ms)) }))
    const running = scene.run({ stopping: stopping.signal })
    await scene.clock.sleep(2_500)
    stopping.abort()
    expect(await running).toMatchObject({ outcome: 'continue', records: 3 })
    expect(scene.clock.now()).toBe(2_500)
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":3}' } })
  })

  it('that is stopped before it begins hands over nothing', async () => {
    const scene = await sourceScene(() => ({ read: endless(1_000, ms => scene.clock.sleep(ms)) }))
    expect(await scene.run({ stopping: AbortSignal.abort() })).toMatchObject({
      outcome: 'continue',
      records: 0,
    })
  })

  it.each(['PAUSED', 'STOPPED'] as const)(
    'learns within a checkpoint that %s is wanted, and is not due again',
    async wanted => {
      const scene = await sourceScene(() => ({ read: endless(500, ms => scene.clock.sleep(ms)) }))
      const running = scene.run()
      await scene.clock.sleep(7_000)
      await setWanted(scene.table, 'numbers', wanted)
      await scene.plan('numbers')
      await running
      expect(scene.clock.now()).toBeLessThanOrEqual(7_000 + 5_000)
      const task = await scene.task('numbers')
      expect(task.dueAt).toBeUndefined()
      expect(task.progress['{"p":"a"}']?.offset).toBe(`{"n":${scene.cluster.values('topic-a').length}}`)
      expect(await scene.run()).toMatchObject({ outcome: 'nothing' })
    },
  )

  it('ends in good order for a new configuration, which the next one has', async () => {
    const seen: string[] = []
    const scene = await sourceScene(({ config }) => {
      seen.push(config['scripted.secret'])
      return { read: endless(500, ms => scene.clock.sleep(ms)) }
    })
    const running = scene.run()
    await scene.clock.sleep(1_000)
    await configureConnector(scene.table, 'numbers', ({ config }) => ({
      type: 'source',
      config: { ...config, 'scripted.secret': 'new' },
    }))
    await scene.plan('numbers')
    expect(await running).toMatchObject({ outcome: 'continue' })
    expect((await scene.task('numbers')).dueAt).toBe(scene.now())
    await scene.run()
    expect(seen).toEqual(['', 'new'])
  })

  it('has as many batches in flight as its memory allows, by bytes', async () => {
    const kafka = holdingKafka(({ call }) => call === 'send')
    const large = (n: number) => ({
      records: [numbered('a', n, { topic: `t${n}`, value: { schema: undefined, value: 'x'.repeat(1_000) } })],
    })
    const scene = await sourceScene(
      () => ({ read: once(...Array.from({ length: 20 }, (_, n) => large(n))) }),
      {
        kafkaRoute: kafka.route,
        memory: 32_000,
      },
    )
    const running = scene.run()
    await kafka.arrived(1)
    await scene.clock.sleep(1_000)
    // an eighth of the memory: the fourth batch of 1,064 bytes passes it
    expect(kafka.held).toHaveLength(4)
    kafka.release()
    await scene.clock.sleep(100)
    expect(kafka.held).toHaveLength(4)
    while (kafka.held.length > 0) {
      kafka.release()
      await scene.clock.sleep(10)
    }
    expect(await running).toMatchObject({ outcome: 'idle', records: 20 })
  })
})
