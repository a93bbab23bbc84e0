import { describe, expect, it } from 'vitest'
import { schedule } from '../../../functions/runtime/schedule.ts'
import { setWanted } from '../../../functions/runtime/state/connectors.ts'
import { survey } from '../../../functions/runtime/survey/survey.ts'
import type { Scene } from './scene/scene.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'
import { once, sourceScene } from './scene/scripted-source.ts'

const minutes = (n: number) => n * 60_000
type Surveyed = Pick<Scene, 'runtime' | 'clock' | 'metrics'>

/** Surveys every five minutes, as ticks do. */
const surveys = async ({ runtime, clock }: Surveyed, count: number) => {
  for (let n = 0; n < count; n++) {
    await survey(runtime)
    await clock.sleep(minutes(5))
  }
}

const lags = ({ metrics }: Surveyed, connector = 'archive') => ({
  records: metrics.values('sink-record-lag-max', connector),
  seconds: metrics.values('sink-lag-seconds-max', connector),
})

const failing = () => ({
  write: async () => {
    throw new Error('the disk is full')
  },
})

describe('a survey', () => {
  it('is one in five minutes, whoever ticks', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    await Promise.all([survey(scene.runtime), survey(scene.runtime)])
    await scene.clock.sleep(minutes(4))
    await survey(scene.runtime)
    expect(scene.metrics.values('connector-count')).toEqual([1])
    await scene.clock.sleep(minutes(1))
    await survey(scene.runtime)
    expect(scene.metrics.values('connector-count')).toEqual([1, 1])
  })

  it('counts tasks by state, of each connector and of all', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    await scene.create('source', { ...scene.created, name: 'others' })
    await setWanted(scene.table, 'others', 'PAUSED')
    await scene.plan('others')
    await scene.create('source', {
      name: 'broken',
      'connector.class': 'com.example.ScriptedSource',
      'tasks.max': 'x',
    })
    await survey(scene.runtime)
    expect(scene.metrics.reports.map(({ values, subject }) => [subject.connector, values])).toEqual([
      ['broken', expect.objectContaining({ 'connector-failed-count': 1, 'connector-running-task-count': 0 })],
      [
        'numbers',
        expect.objectContaining({ 'connector-failed-count': 0, 'connector-running-task-count': 1 }),
      ],
      [
        'others',
        expect.objectContaining({ 'connector-running-task-count': 0, 'connector-paused-task-count': 1 }),
      ],
      [
        undefined,
        {
          'connector-count': 3,
          'connector-failed-count': 1,
          'connector-running-task-count': 1,
          'connector-paused-task-count': 1,
          'connector-failed-task-count': 0,
          'connector-stalled-task-count': 0,
        },
      ],
    ])
  })
})

describe('the lag of a sink that is not at work', () => {
  it('grows while its task fails, and is over when it has caught up', async () => {
    let isFull = true
    const { writer } = collecting()
    const scene = await sinkScene([['a', 'b'], ['c']], () => ({
      write: async records => {
        if (isFull) throw new Error('the disk is full')
        await writer.write(records)
      },
    }))
    await scene.run()
    const before = scene.metrics.reports.length
    await surveys(scene, 3)
    const seen = scene.metrics.reports.slice(before).filter(({ subject }) => subject.connector === 'archive')
    expect(seen.map(({ values }) => values['sink-record-lag-max'])).toEqual([3, 3, 3])
    expect(seen.map(({ values }) => values['sink-lag-seconds-max'])).toEqual([0, 300, 600])
    expect(seen.map(({ values }) => values['connector-failed-task-count'])).toEqual([1, 1, 1])
    isFull = false
    await scene.run()
    const healed = scene.metrics.reports.length
    await surveys(scene, 1)
    expect(scene.metrics.reports[healed]?.values).not.toHaveProperty('sink-record-lag-max')
    expect(scene.metrics.reports[healed]?.values).not.toHaveProperty('sink-lag-seconds-max')
  })

  it('begins anew whenever something was stored', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    await scene.run()
    await scene.cluster.append('t', ['b'])
    await surveys(scene, 2)
    await scene.run()
    await scene.cluster.append('t', ['c'])
    await surveys(scene, 2)
    // the slices reported 0, each at its end
    expect(lags(scene).seconds).toEqual([0, 0, 300, 0, 0, 300])
  })

  it('is none while it waits for a file to be due, whatever the topic has', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({
      flush: async () => ({ partitions: [{ topic: 't', partition: 0, offset: 0, waitsFor: 100 }] }),
    }))
    await scene.run()
    await surveys(scene, 3)
    expect(lags(scene).seconds).toEqual([0])
    expect(scene.metrics.values('connector-stalled-task-count')).toEqual([0, 0, 0])
  })

  it('is not known, and not forgotten, while Kafka cannot be reached', async () => {
    let isAway = false
    const scene = await sinkScene([['a']], failing, {
      kafkaRoute: async ({ call }, land) => {
        if (isAway && call === 'offsets') throw new Error('no route')
        return land()
      },
    })
    await scene.run()
    const before = lags(scene).seconds.length
    await surveys(scene, 1)
    isAway = true
    await surveys(scene, 1)
    isAway = false
    await surveys(scene, 1)
    expect(lags(scene).seconds.slice(before)).toEqual([0, 300, 600])
  })

  it('goes on growing while it is tried again, however long that takes', async () => {
    const scene = await sinkScene([['a']], failing)
    await scene.run()
    const before = lags(scene).seconds.length
    await surveys(scene, 1)
    const failed = await scene.task('archive')
    await scene.table.write({
      kind: 'take',
      key: { pk: 'CONNECTOR#archive', sk: 'TASK#00000' },
      when: { seq: failed.seq },
      set: { owner: 'another', leaseUntil: scene.now() + minutes(9) },
    })
    await surveys(scene, 3)
    expect(lags(scene).seconds.slice(before)).toEqual([0, 300, 600, 900])
  })

  it('is left to its slice while it is at work', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    await scene.run()
    await scene.cluster.append('t', ['b'])
    const before = lags(scene).seconds.length
    await surveys(scene, 1)
    const { seq } = await scene.task('archive')
    await scene.table.write({
      kind: 'take',
      key: { pk: 'CONNECTOR#archive', sk: 'TASK#00000' },
      when: { seq },
      set: { owner: 'another', leaseUntil: scene.now() + minutes(4) },
    })
    await surveys(scene, 2)
    expect(lags(scene).seconds.slice(before)).toEqual([0, 600])
    expect(scene.metrics.values('connector-running-task-count', 'archive')).toEqual([1, 1, 0])
    expect(scene.metrics.values('connector-stalled-task-count', 'archive')).toEqual([0, 0, 1])
  })

  it('is none of a connector that is paused', async () => {
    const scene = await sinkScene([['a']], failing)
    await scene.run()
    await setWanted(scene.table, 'archive', 'PAUSED')
    await scene.plan('archive')
    const before = lags(scene).seconds.length
    await surveys(scene, 2)
    expect(lags(scene).seconds).toHaveLength(before)
  })
})

describe('a task is stalled', () => {
  it('when it has been due for ten minutes and nobody runs it', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    await surveys(scene, 3)
    expect(scene.metrics.values('connector-stalled-task-count')).toEqual([0, 0, 1])
    expect(scene.metrics.values('connector-stalled-task-count', 'numbers')).toEqual([0, 0, 1])
    await scene.run()
    await surveys(scene, 1)
    expect(scene.metrics.values('connector-stalled-task-count')).toEqual([0, 0, 1, 0])
  })

  it('also when it is claimed again and again and nothing comes of it', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    for (let n = 0; n < 3; n++) {
      await schedule(scene.runtime, { slots: 1 })
      await surveys(scene, 1)
    }
    expect(scene.metrics.values('connector-stalled-task-count')).toEqual([0, 0, 1])
  })

  it('but not while its topic has nothing for it', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    await scene.run()
    await surveys(scene, 4)
    expect(scene.metrics.values('connector-stalled-task-count')).toEqual([0, 0, 0, 0])
  })
})
