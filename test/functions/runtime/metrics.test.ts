import { describe, expect, it } from 'vitest'
import type { MetricName, MetricValues } from '../../../events/metrics.ts'
import { openMeter } from '../../../functions/runtime/meter.ts'
import type { Scene } from './scene/scene.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'
import { virtualClock } from './scene/virtual-clock.ts'

const secret = 'hunter2-hunter2'

/** What the slices of a connector have counted altogether. */
const total = ({ metrics }: Pick<Scene, 'metrics'>, name: MetricName, connector: string) =>
  metrics.values(name, connector).reduce((sum, value) => sum + value, 0)

describe('a source slice', () => {
  it('counts records and bytes that Kafka has acknowledged', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1, 2), batchOf('b', 3)) }))
    await scene.run()
    expect(total(scene, 'source-record-write-total', 'numbers')).toBe(3)
    expect(total(scene, 'source-byte-write-total', 'numbers')).toBe('a1a2b3'.length)
    expect(scene.metrics.values('slice-time-ms', 'numbers')).toHaveLength(1)
    const { epoch } = await scene.task('numbers')
    expect(scene.metrics.reports[0]?.subject).toEqual({
      connector: 'numbers',
      task: 0,
      epoch,
      invocation: 'test',
    })
  })

  it('counts nothing that was never acknowledged', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), {
      kafkaRoute: async ({ call }, land) => {
        if (call === 'send') throw new Error('no leader')
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(total(scene, 'source-record-write-total', 'numbers')).toBe(0)
    expect(total(scene, 'task-failure-total', 'numbers')).toBe(1)
  })

  it('counts what it polled, in batches, with the time that they took', async () => {
    const scene = await sourceScene(({ signal }) => ({
      read: async function* () {
        yield batchOf('a', 1, 2)
        await scene.clock.sleep(300, signal)
        yield batchOf('a', 3)
        return { again: 60_000 }
      },
    }))
    await scene.run()
    expect(total(scene, 'source-record-poll-total', 'numbers')).toBe(3)
    expect(total(scene, 'batch-total', 'numbers')).toBe(2)
    expect(total(scene, 'poll-batch-time-ms', 'numbers')).toBe(300)
    expect(scene.metrics.values('poll-batch-max-time-ms', 'numbers')).toEqual([300])
    expect(scene.metrics.values('batch-size-max', 'numbers')).toEqual([2])
    expect(scene.metrics.values('source-record-active-count', 'numbers')).toEqual([0])
  })

  it('counts commits of offsets that the table takes', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
    await scene.run()
    expect(total(scene, 'offset-commit-completion-total', 'numbers')).toBe(1)
    expect(total(scene, 'offset-commit-failure-total', 'numbers')).toBe(0)
  })

  it('that finds nothing reports nothing', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    await scene.run()
    expect(scene.metrics.reports).toEqual([])
  })

  it('counts records that cannot be converted, and those that were passed over', async () => {
    const broken = numbered('a', 2, { value: { schema: { type: 'int32' }, value: 'no number' } })
    const read = once({ records: [numbered('a', 1), broken, numbered('a', 3)] })
    const config = { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' }
    const strict = await sourceScene(() => ({ read }), { config })
    await strict.run()
    expect(total(strict, 'total-record-errors', 'numbers')).toBe(1)
    expect(total(strict, 'total-records-skipped', 'numbers')).toBe(0)
    const again = once({ records: [numbered('a', 1), broken, numbered('a', 3)] })
    const tolerant = await sourceScene(() => ({ read: again }), {
      config: { ...config, 'errors.tolerance': 'all' },
    })
    await tolerant.run()
    expect(total(tolerant, 'total-record-errors', 'numbers')).toBe(1)
    expect(total(tolerant, 'total-records-skipped', 'numbers')).toBe(1)
    expect(total(tolerant, 'source-record-write-total', 'numbers')).toBe(2)
  })
})

describe('a sink slice', () => {
  it('counts records and bytes that its writer was given, and is not behind when it has read all', async () => {
    const scene = await sinkScene([['a', 'bc'], ['def']], () => collecting().writer)
    await scene.run()
    expect(total(scene, 'sink-record-send-total', 'archive')).toBe(3)
    expect(total(scene, 'sink-byte-send-total', 'archive')).toBe(6)
    expect(scene.metrics.values('sink-record-lag-max', 'archive')).toEqual([0])
    expect(scene.metrics.values('sink-lag-seconds-max', 'archive')).toEqual([0])
  })

  it('is behind by what is left, as old as the last record it took', async () => {
    const scene = await sinkScene([['a'], ['b'], ['c']], () => ({
      // the first batch takes it to its deadline
      write: async () => {
        await scene.clock.sleep(60_000)
      },
    }))
    await scene.run({ deadline: scene.clock.now() + 30_000 })
    const [records = 0] = scene.metrics.values('sink-record-lag-max', 'archive').slice(-1)
    const [seconds = 0] = scene.metrics.values('sink-lag-seconds-max', 'archive').slice(-1)
    expect(records).toBeGreaterThan(0)
    expect(seconds).toBeGreaterThan(0)
  })

  it('counts what it read, how long its writer took for it, and its flush as a commit', async () => {
    const scene = await sinkScene([['a', 'b'], ['c']], () => ({
      write: () => scene.clock.sleep(40),
      flush: async () => {
        await scene.clock.sleep(500)
        return {}
      },
    }))
    await scene.run()
    expect(total(scene, 'sink-record-read-total', 'archive')).toBe(3)
    expect(total(scene, 'put-batch-time-ms', 'archive')).toBe(40 * total(scene, 'batch-total', 'archive'))
    expect(scene.metrics.values('put-batch-max-time-ms', 'archive')).toEqual([40])
    expect(total(scene, 'offset-commit-completion-total', 'archive')).toBe(1)
    expect(scene.metrics.values('offset-commit-max-time-ms', 'archive')).toEqual([500])
    expect(scene.metrics.values('sink-record-active-count-max', 'archive')).toEqual([3])
    expect(scene.metrics.values('sink-record-active-count', 'archive')).toEqual([0])
  })

  it('whose writer keeps records back has them active', async () => {
    const scene = await sinkScene([['a', 'b', 'c']], () => ({
      flush: async () => ({ partitions: [{ topic: 't', partition: 0, offset: 1 }] }),
    }))
    await scene.run()
    expect(scene.metrics.values('sink-record-active-count', 'archive')).toEqual([2])
  })

  it('whose flush fails has a commit that failed', async () => {
    const scene = await sinkScene([['a']], () => ({
      flush: async () => {
        throw new Error('the disk is full')
      },
    }))
    await scene.run()
    expect(total(scene, 'offset-commit-failure-total', 'archive')).toBe(1)
    expect(total(scene, 'offset-commit-completion-total', 'archive')).toBe(0)
  })

  it('counts dead letters', async () => {
    const config = {
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'dead',
      'errors.deadletterqueue.topic.replication.factor': '1',
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable': 'false',
    }
    const scene = await sinkScene([['1', '{', '3']], () => collecting().writer, { config })
    await scene.run()
    expect(scene.cluster.values('dead')).toEqual(['{'])
    expect(total(scene, 'deadletterqueue-produce-requests', 'archive')).toBe(1)
    expect(total(scene, 'total-record-errors', 'archive')).toBe(1)
    expect(total(scene, 'total-records-skipped', 'archive')).toBe(1)
    expect(total(scene, 'sink-record-send-total', 'archive')).toBe(2)
  })

  it('reports once a minute while it goes on', async () => {
    const scene = await sinkScene([['a']], () => ({}), { config: { 'run.mode': 'continuous' } })
    const run = scene.run({ deadline: scene.clock.now() + 200_000 })
    await scene.clock.sleep(150_000)
    await scene.cluster.append('t', ['b'])
    await run
    const reported = scene.metrics.reports.filter(({ subject }) => subject.connector === 'archive')
    expect(reported.map(({ values }) => values['sink-record-send-total'] ?? 0)).toEqual([1, 0, 1, 0])
    expect(reported.map(({ values }) => 'slice-time-ms' in values)).toEqual([false, false, false, true])
  })

  it('counts refused updates of its group', async () => {
    const scene = await sinkScene([['a']], () => ({}), {
      kafkaRoute: async ({ call }, land) => {
        if (call === 'commitGroupOffsets') throw new Error('the group has members')
        return land()
      },
    })
    await scene.run()
    expect(total(scene, 'group-offset-commit-failure-total', 'archive')).toBe(1)
  })
})

describe('where somebody looks often', () => {
  it('slices report as often, and when there was nothing to do', async () => {
    const clock = virtualClock()
    const reports: MetricValues[] = []
    const metrics = { put: (values: MetricValues) => void reports.push(values), interval: 1_000, idle: true }
    const meter = openMeter({ clock, metrics }, { connector: 'numbers', task: 0 })
    meter.add('source-record-poll-total', 2)
    await clock.sleep(999)
    meter.tick()
    expect(reports).toEqual([])
    await clock.sleep(1)
    meter.tick()
    await clock.sleep(1)
    meter.end()
    expect(reports).toEqual([{ 'source-record-poll-total': 2 }, { 'slice-time-ms': 1_001 }])
    openMeter({ clock, metrics }, {}).end()
    expect(reports).toHaveLength(3)
  })
})

describe('the log', () => {
  it('has a failure once, however often it is tried again, and again after progress', async () => {
    let isFull = true
    const scene = await sinkScene([['a']], () => ({
      write: async () => {
        if (isFull) throw new Error('the disk is full')
      },
    }))
    for (let n = 0; n < 3; n++) expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.logged).toHaveLength(1)
    expect(scene.logged[0]).toMatchObject({
      level: 'ERROR',
      connector: 'archive',
      task: 0,
      invocation: 'test',
      trace: expect.stringContaining('the disk is full'),
    })
    expect(scene.logged[0]?.epoch).toBeGreaterThan(0)
    isFull = false
    await scene.run()
    isFull = true
    await scene.cluster.append('t', ['b'])
    await scene.run()
    expect(scene.logged).toHaveLength(2)
    expect(total(scene, 'task-failure-total', 'archive')).toBe(4)
  })

  it('has nothing of what goes well', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
    await scene.run()
    await scene.plan('numbers')
    expect(scene.logged).toEqual([])
  })

  it('has a plan that fails once, and no secret of its configuration', async () => {
    const scene = await sourceScene(() => ({ read: once() }), { config: { 'scripted.secret': secret } })
    const broken = { ...scene.created, name: 'broken', 'tasks.max': 'many', 'database.password': secret }
    await scene.create('source', broken)
    await scene.plan('broken')
    expect(scene.logged).toHaveLength(1)
    expect(scene.logged[0]).toMatchObject({ level: 'ERROR', connector: 'broken' })
    expect(JSON.stringify([scene.logged, scene.metrics.reports])).not.toContain(secret)
  })
})
