import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { setWanted } from '../../../functions/runtime/state/connectors.ts'
import { taskKey } from '../../../functions/runtime/state/items.ts'
import { createMetricsPage } from '../../../infra/local/metrics-page.ts'
import { dashboards, unanswered } from '../../fixtures/dashboard-queries.ts'
import type { Scene } from '../../functions/runtime/scene/scene.ts'
import { collecting, sinkScene } from '../../functions/runtime/scene/scripted-sink.ts'
import { batchOf, numbered, once, sourceScene } from '../../functions/runtime/scene/scripted-source.ts'
import { readExposition, type Sample, valuesOf } from '../../helpers/exposition.ts'

const prefix = 'kafka_connect'

/** The page of a process whose slices are those of the scene; what it has seen is read as it would be by now. */
const pageOf = (scene: Pick<Scene, 'runtime' | 'metrics' | 'clock'>, host = 'here') => {
  const { runtime, metrics, clock } = scene
  const { table, plugins, kafka } = runtime
  const page = createMetricsPage({ table, plugins, kafka, clock, host, workerId: 'here:8083' })
  let taken = 0
  return {
    page,
    read: async (): Promise<readonly Sample[]> => {
      for (const { values, subject } of metrics.reports.slice(taken)) page.totals.put(values, subject)
      taken = metrics.reports.length
      return readExposition(await page.text())
    },
  }
}

const json = {
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
}

describe('a source', () => {
  const broken = numbered('a', 3, { value: { schema: { type: 'int32' }, value: 'no number' } })

  it('has polled what it read and written what Kafka has, without what was passed over', async () => {
    const read = once(batchOf('a', 1, 2), { records: [broken, numbered('a', 4)] }, batchOf('b', 1))
    const config = { ...json, 'errors.tolerance': 'all' }
    const scene = await sourceScene(() => ({ read }), { config })
    await scene.run()
    const samples = await pageOf(scene).read()
    const task = { connector: 'numbers', task: '0' }
    const source = (name: string) => valuesOf(samples, `${prefix}_source_task_metrics_${name}`, task)
    expect(source('source_record_poll_total')).toEqual([5])
    expect(source('source_record_write_total')).toEqual([4])
    expect(source('source_record_active_count')).toEqual([0])
    expect(source('source_record_poll_rate')).toEqual([5 / 30])
    expect(source('source_record_active_count_max')[0]).toBeGreaterThan(0)
    const errors = (name: string) => valuesOf(samples, `${prefix}_task_error_metrics_${name}`, task)
    expect(errors('total_record_failures')).toEqual([1])
    expect(errors('total_record_errors')).toEqual([1])
    expect(errors('total_records_skipped')).toEqual([1])
    expect(errors('last_error_timestamp')[0]).toBeGreaterThan(Date.now() - 60_000)
    const any = (name: string) => valuesOf(samples, `${prefix}_connector_task_metrics_${name}`, task)
    expect(any('batch_size_max')).toEqual([2])
    expect(any('batch_size_avg')).toEqual([5 / 3])
    expect(any('offset_commit_success_percentage')).toEqual([1])
    expect(any('offset_commit_failure_percentage')).toEqual([0])
    expect(any('running_ratio')).toEqual([1])
    expect(valuesOf(samples, `${prefix}_sink_task_metrics_sink_record_read_total`)).toEqual([])
  })

  it('that Kafka takes nothing from has commits without anything to store, and fails', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), {
      kafkaRoute: async ({ call }, land) => {
        if (call === 'send') throw new Error('no leader')
        return land()
      },
    })
    await scene.run()
    const samples = await pageOf(scene).read()
    expect(valuesOf(samples, `${prefix}_source_task_metrics_source_record_poll_total`)).toEqual([1])
    expect(valuesOf(samples, `${prefix}_source_task_metrics_source_record_write_total`)).toEqual([0])
    expect(valuesOf(samples, `${prefix}_connect_worker_metrics_connector_failed_task_count`)).toEqual([1])
    expect(
      valuesOf(samples, `${prefix}_connector_task_metrics_status`, {
        connector: 'numbers',
        status: 'failed',
      }),
    ).toEqual([1])
    expect(valuesOf(samples, `${prefix}_slice_metrics_slice_failure_total`)).toEqual([1])
  })
})

it('a task that is stalled is running, and counted as stalled', async () => {
  const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
  await scene.run()
  const status = { state: 'RUNNING', trace: 'STALLED: due since long ago, and nobody has run it' }
  await scene.table.write({ kind: 'test', key: taskKey('numbers', 0), when: {}, set: { status } })
  const samples = await pageOf(scene).read()
  const counted = (name: string) =>
    valuesOf(samples, `${prefix}_connect_worker_metrics_connector_${name}_task_count`)
  expect(counted('stalled')).toEqual([1])
  expect(counted('running')).toEqual([1])
  expect(counted('failed')).toEqual([0])
})

describe('a sink', () => {
  const dead = {
    ...json,
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.topic.replication.factor': '1',
  }

  it('has read what was in the topic and sent what its writer took', async () => {
    const scene = await sinkScene([['1', '{', '3'], ['4']], () => collecting().writer, { config: dead })
    await scene.run()
    const samples = await pageOf(scene).read()
    const task = { connector: 'archive', task: '0' }
    const sink = (name: string) => valuesOf(samples, `${prefix}_sink_task_metrics_${name}`, task)
    expect(sink('sink_record_read_total')).toEqual([4])
    expect(sink('sink_record_send_total')).toEqual([3])
    expect(sink('partition_count')).toEqual([1])
    expect(sink('sink_record_active_count')).toEqual([0])
    expect(sink('sink_record_lag_max')).toEqual([0])
    expect(sink('offset_commit_seq_no')).toEqual(sink('offset_commit_completion_total'))
    expect(sink('offset_commit_completion_total')[0]).toBeGreaterThan(0)
    const errors = (name: string) => valuesOf(samples, `${prefix}_task_error_metrics_${name}`, task)
    expect(errors('deadletterqueue_produce_requests')).toEqual([1])
    expect(errors('deadletterqueue_produce_failures')).toEqual([0])
  })

  it('at rest is behind by what came since it stored its position', async () => {
    const scene = await sinkScene([['1']], () => collecting().writer)
    await scene.run()
    const { read } = pageOf(scene)
    await read()
    await scene.cluster.append('t', ['2', '3'])
    expect(valuesOf(await read(), `${prefix}_sink_task_metrics_sink_record_lag_max`)).toEqual([2])
  })

  it('whose dead letter queue takes nothing has failed to produce to it, and stored nothing', async () => {
    const scene = await sinkScene([['{']], () => collecting().writer, {
      config: dead,
      kafkaRoute: async ({ call }, land) => {
        if (call === 'send') throw new Error('no leader')
        return land()
      },
    })
    await scene.run()
    const samples = await pageOf(scene).read()
    const failures = `${prefix}_task_error_metrics_deadletterqueue_produce_failures`
    expect(valuesOf(samples, failures)).toEqual([1])
    expect(valuesOf(samples, `${prefix}_connector_task_metrics_offset_commit_failure_percentage`)).toEqual([
      1,
    ])
    expect(valuesOf(samples, `${prefix}_sink_task_metrics_offset_commit_completion_total`)).toEqual([0])
  })

  it('that is paused is so, and was for as long as it was seen so', async () => {
    const scene = await sinkScene([['1']], () => collecting().writer)
    await scene.run()
    const { read } = pageOf(scene)
    await read()
    await scene.clock.sleep(60_000)
    await read()
    await setWanted(scene.table, 'archive', 'PAUSED')
    await scene.plan('archive')
    await read()
    await scene.clock.sleep(20_000)
    const samples = await read()
    expect(valuesOf(samples, `${prefix}_connector_task_metrics_running_ratio`)).toEqual([0.75])
    expect(valuesOf(samples, `${prefix}_connector_task_metrics_pause_ratio`)).toEqual([0.25])
    expect(valuesOf(samples, `${prefix}_connect_worker_metrics_connector_paused_task_count`)).toEqual([1])
    expect(
      valuesOf(samples, `${prefix}_connector_metrics`, { connector: 'archive', status: 'paused' }),
    ).toEqual([1])
  })
})

it('what well-known dashboards ask for is there', async () => {
  const source = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
  await source.run()
  const sink = await sinkScene([['1']], () => collecting().writer)
  await sink.run()
  const samples = [...(await pageOf(source).read()), ...(await pageOf(sink).read())]
  const missing = dashboards.flatMap(({ selects }) =>
    selects.filter(({ metric, labels }) => valuesOf(samples, metric, labels).length === 0),
  )
  expect(missing).toEqual([])
  expect(dashboards.flatMap(({ selects }) => selects).length).toBeGreaterThan(60)
})

it('what else they ask for is missing for a reason, which the docs give', () => {
  const docs = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8')
  for (const [metric, why] of Object.entries(unanswered)) {
    expect(docs).toContain(`\`${metric}\``)
    expect(docs).toContain(why)
  }
})

it('a deleted connector is gone, and one of its name begins at 0', async () => {
  const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
  await scene.run()
  const { read, page } = pageOf(scene)
  expect(valuesOf(await read(), `${prefix}_source_task_metrics_source_record_poll_total`)).toEqual([1])
  page.totals.keep([])
  expect(valuesOf(await read(), `${prefix}_source_task_metrics_source_record_poll_total`)).toEqual([0])
})
