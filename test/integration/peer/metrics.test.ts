import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { workerProperties } from '../../../bench/systems.ts'
import { type ConnectProcess, startConnect } from '../../helpers/connect-process.ts'
import { readExposition, type Sample, valuesOf } from '../../helpers/exposition.ts'
import { type ExportingConnect, startExportingConnect } from '../../helpers/kafka-connect-exporter.ts'

const properties = { ...workerProperties, 'offset.flush.interval.ms': '1000' }

let dir: string
let here: ConnectProcess
let there: ExportingConnect
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'metrics-'))
  const bootstrap = inject('bootstrap')
  here = await startConnect({ bootstrap, dir: join(dir, 'here'), properties })
  there = await startExportingConnect({ bootstrap, dir: join(dir, 'there'), properties })
  await Promise.all([createPipeline(here, 'here'), createPipeline(there, 'there')])
})
afterAll(async () => {
  await Promise.all([here?.stop(), there?.stop()])
  await rm(dir, { recursive: true, force: true })
})

/** Five lines through a topic, of which a sink cannot read one. */
const createPipeline = async ({ rest }: ConnectProcess, name: string) => {
  const file = join(dir, `in-${name}.txt`)
  const topic = `metrics-of-${name}`
  await writeFile(file, '1\n2\n{\n4\n5\n')
  await rest.create(`source-${name}`, {
    'connector.class': 'FileStreamSource',
    'tasks.max': '1',
    file,
    topic,
  })
  await rest.create(`sink-${name}`, {
    'connector.class': 'FileStreamSink',
    'tasks.max': '1',
    topics: topic,
    file: join(dir, `out-${name}.txt`),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': `dead-${name}`,
    'errors.deadletterqueue.topic.replication.factor': '1',
  })
  const written = () => readFile(join(dir, `out-${name}.txt`), 'utf8')
  await vi.waitFor(async () => expect((await written()).split('\n')).toHaveLength(5), {
    timeout: 40_000,
    interval: 200,
  })
}

/** The exporter puts a comma behind the last label, no help to the point, and its series in no order. */
const readTheirs = (page: string): readonly Sample[] =>
  page
    .split('\n')
    .filter(line => line.startsWith('kafka_connect_'))
    .flatMap(line => {
      const name = /^\w+/.exec(line)?.[0] ?? ''
      return readExposition(`# HELP ${name} x\n# TYPE ${name} untyped\n${line.replace(',}', '}')}\n`)
    })

/** What a query can tell series apart by. */
const shapeOf = ({ name, labels }: Sample): string => {
  const kinds = Object.entries(labels).map(([label, value]) => {
    if (label === 'connector') return `connector=${value.replace(/-(here|there)$/, '')}`
    return ['task', 'status', 'connector_type', 'connector_class'].includes(label)
      ? `${label}=${value}`
      : label
  })
  return `${name}{${kinds.toSorted().join(',')}}`
}

const counts = {
  source: [
    'source_task_metrics_source_record_poll_total',
    'source_task_metrics_source_record_write_total',
    'source_task_metrics_source_record_active_count',
    'source_task_metrics_source_record_active_count_max',
    'connector_task_metrics_batch_size_max',
  ],
  sink: [
    'sink_task_metrics_sink_record_read_total',
    'sink_task_metrics_sink_record_send_total',
    'sink_task_metrics_sink_record_active_count',
    'sink_task_metrics_partition_count',
    'sink_task_metrics_offset_commit_skip_total',
    'task_error_metrics_total_record_failures',
    'task_error_metrics_total_record_errors',
    'task_error_metrics_total_records_skipped',
    'task_error_metrics_total_retries',
    'task_error_metrics_deadletterqueue_produce_requests',
    'task_error_metrics_deadletterqueue_produce_failures',
    'task_error_metrics_total_errors_logged',
    'connector_task_metrics_offset_commit_success_percentage',
    'connector_task_metrics_offset_commit_failure_percentage',
    'connector_task_metrics_running_ratio',
    'connector_task_metrics_pause_ratio',
    'connect_worker_metrics_connector_running_task_count',
    'connect_worker_metrics_connector_failed_task_count',
    'connect_worker_metrics_connector_total_task_count',
  ],
}

const readOurs = async () => readExposition(await (await here.rest.request('GET', '/metrics')).text())

const countsOf = (samples: readonly Sample[], name: string) =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([kind, metrics]) =>
      metrics.map(metric => [
        metric,
        valuesOf(samples, `kafka_connect_${metric}`, { connector: `${kind}-${name}` }),
      ]),
    ),
  )

describe('the metrics of Kafka Connect, through the JMX exporter by the rules that dashboards are made for', () => {
  test('are all here, by the same names and labels', async () => {
    const ours = new Set((await readOurs()).map(shapeOf))
    const theirs = readTheirs(await there.metrics()).map(shapeOf)
    expect(theirs.length).toBeGreaterThan(80)
    expect(theirs.filter(shape => !ours.has(shape))).toEqual([])
  })

  test('count the same here', async () => {
    await vi.waitFor(
      async () => {
        const theirs = countsOf(readTheirs(await there.metrics()), 'there')
        expect(countsOf(await readOurs(), 'here')).toEqual(theirs)
      },
      { timeout: 20_000, interval: 500 },
    )
  })
})
