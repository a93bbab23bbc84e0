import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { hasApt } from '../../infra/local/apt.ts'
import { dashboards } from '../fixtures/dashboard-queries.ts'
import { readExposition, type Sample, valuesOf } from '../helpers/exposition.ts'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'
import { promtoolLint } from '../helpers/promtool.ts'

const soon = { timeout: 30_000, interval: 200 }
const topic = 'metrics-lines'
const [source, sink] = ['metrics-source', 'metrics-sink']

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
  await pipeline.topics.create(topic)
  const file = join(pipeline.dir, 'in.txt')
  await appendLines(file, '1', '{', '3')
  await pipeline.connect().rest.create(source, { 'connector.class': 'FileStreamSource', file, topic })
  await pipeline.connect().rest.create(sink, {
    'connector.class': 'FileStreamSink',
    topics: topic,
    file: join(pipeline.dir, 'out.txt'),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'metrics-dead',
    'errors.deadletterqueue.topic.replication.factor': '1',
  })
})
afterAll(() => pipeline?.close())

const page = async () => {
  const response = await pipeline.connect().rest.request('GET', '/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return response.text()
}

/** The value of a task's metric, whose name in Kafka Connect is `group` and `name`. */
const ofTask = (samples: readonly Sample[], connector: string, name: string) =>
  valuesOf(samples, `kafka_connect_${name}`, { connector, task: '0' })

/** Waits until metrics of tasks have these values. */
const until = (wanted: Readonly<Record<string, readonly [connector: string, value: number]>>) =>
  vi.waitFor(async () => {
    const samples = readExposition(await page())
    const found = Object.entries(wanted).map(([name, [connector]]) => [
      name,
      [connector, ofTask(samples, connector, name)[0]],
    ])
    expect(Object.fromEntries(found)).toEqual(wanted)
    return samples
  }, soon)

describe('what a pipeline has done', () => {
  test('is in the metrics of its tasks, and nothing is lost between slices', async () => {
    await until({
      source_task_metrics_source_record_poll_total: [source, 3],
      source_task_metrics_source_record_write_total: [source, 3],
      sink_task_metrics_sink_record_read_total: [sink, 3],
      sink_task_metrics_sink_record_send_total: [sink, 2],
      task_error_metrics_total_record_errors: [sink, 1],
      task_error_metrics_total_records_skipped: [sink, 1],
      task_error_metrics_deadletterqueue_produce_requests: [sink, 1],
      task_error_metrics_deadletterqueue_produce_failures: [sink, 0],
    })
    for (let n = 0; n < 4; n++) {
      await appendLines(join(pipeline.dir, 'in.txt'), String(n), String(n))
      await new Promise(resolve => setTimeout(resolve, 1_500))
    }
    const samples = await until({
      source_task_metrics_source_record_poll_total: [source, 11],
      source_task_metrics_source_record_write_total: [source, 11],
      source_task_metrics_source_record_active_count: [source, 0],
      sink_task_metrics_sink_record_read_total: [sink, 11],
      sink_task_metrics_sink_record_send_total: [sink, 10],
      sink_task_metrics_sink_record_lag_max: [sink, 0],
      sink_task_metrics_sink_record_active_count: [sink, 0],
      sink_task_metrics_partition_count: [sink, 1],
      task_error_metrics_total_record_errors: [sink, 1],
      task_error_metrics_total_record_failures: [source, 0],
      connector_task_metrics_running_ratio: [sink, 1],
      connector_task_metrics_offset_commit_success_percentage: [sink, 1],
    })
    expect((await readFile(join(pipeline.dir, 'out.txt'), 'utf8')).split('\n')).toHaveLength(11)
    const rate = ofTask(samples, source, 'source_task_metrics_source_record_poll_rate')[0] ?? 0
    expect(rate).toBeGreaterThan(11 / 60)
    expect(rate).toBeLessThan(11 / 30)
  })

  test('is in those of the worker', async () => {
    const samples = readExposition(await page())
    const worker = (name: string, connector: string) =>
      valuesOf(samples, `kafka_connect_connect_worker_metrics_${name}`, { connector })
    expect(worker('connector_count', 'aggregate')).toEqual([2])
    expect(worker('task_count', 'aggregate')).toEqual([2])
    expect(worker('task_startup_success_total', 'aggregate')).toEqual([2])
    expect(worker('task_startup_failure_total', 'aggregate')).toEqual([0])
    expect(worker('connector_startup_attempts_total', 'aggregate')).toEqual([2])
    expect(worker('connector_running_task_count', source)).toEqual([1])
    expect(worker('connector_failed_task_count', sink)).toEqual([0])
  })

  test('answers what well-known dashboards ask', async () => {
    const samples = readExposition(await page())
    const selects = dashboards.flatMap(each => each.selects)
    expect(selects.filter(({ metric, labels }) => valuesOf(samples, metric, labels).length === 0)).toEqual([])
  })
})

describe('the page', () => {
  test('is what promtool wants, but for names that Kafka Connect has given', async ({ skip }) => {
    if (!(await hasApt())) skip('promtool comes from the packages of Debian')
    const remarks = await promtoolLint(await page())
    const units = /^kafka_connect_\w+_ms metric names should not contain abbreviated units$/
    expect(remarks.filter(remark => !units.test(remark))).toEqual([])
    expect(remarks.length).toBeGreaterThan(0)
  })

  test('is no part of the REST API, and is only to be read', async () => {
    const { rest } = pipeline.connect()
    expect((await rest.request('HEAD', '/metrics')).status).toBe(200)
    expect((await rest.request('POST', '/metrics', { contentType: 'text/plain', body: '' })).status).toBe(404)
    expect(await (await rest.request('GET', '/openapi.json')).text()).not.toContain('/metrics')
  })
})
