import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { type Call, callKafkaConnectPy } from '../../helpers/kafka-connect-py.ts'
import { openServedLocally } from '../../helpers/local-served.ts'

let served: Awaited<ReturnType<typeof openServedLocally>>
beforeAll(async () => {
  await installArtifact('kafka-connect-py')
  served = await openServedLocally(inject('bootstrap'))
}, 300_000)
afterAll(() => served?.close())

const calls = (...list: readonly Call[]) => callKafkaConnectPy(served.url, ...list)
const returned = (value: unknown) => ({ returned: value })
const done = returned(null)
const raised = (status: number | null) => ({ raised: status })
const partial = (fields: object): unknown => expect.objectContaining(fields)

const running = {
  name: 'p1',
  connector: partial({ state: 'RUNNING' }),
  tasks: [partial({ id: 0, state: 'RUNNING' })],
  type: 'source',
}

test('the Python client kafka-connect-py makes, runs and takes away a connector', async () => {
  const config = {
    'connector.class': 'io.confluent.kafka.connect.datagen.DatagenConnector',
    'kafka.topic': served.topic,
    quickstart: 'users',
    iterations: '3',
    'max.interval': '1',
  }
  const shown = partial({ name: 'p1', config: { ...config, name: 'p1' }, type: 'source' })
  expect(
    await calls(
      ['get_cluster_info'],
      ['list_connector_plugins'],
      ['validate_connector_config', 'DatagenConnector', { ...config, name: 'p1' }],
      ['create_connector', { name: 'p1', config }],
      ['create_connector', { name: 'p1', config }],
      ['list_connectors'],
      ['get_connector', 'p1'],
      ['get_connector_config', 'p1'],
      ['get_connector', 'nope'],
    ),
  ).toEqual([
    returned({ version: '4.3.1', commit: expect.any(String), kafka_cluster_id: served.clusterId }),
    returned(expect.arrayContaining([partial({ class: config['connector.class'], type: 'source' })])),
    returned(partial({ error_count: 0, name: config['connector.class'] })),
    returned(shown),
    raised(409),
    returned(['p1']),
    returned(shown),
    returned({ ...config, name: 'p1' }),
    raised(404),
  ])

  const becomesRunning = () =>
    vi.waitFor(
      async () => {
        const asked = await calls(['get_connector_status', 'p1'], ['list_connector_topics', 'p1'])
        expect(asked).toEqual([returned(running), returned({ p1: { topics: [served.topic] } })])
      },
      { timeout: 20_000, interval: 200 },
    )
  await becomesRunning()
  expect(
    await calls(
      ['list_connectors', 'status', 'p.*', 'running'],
      ['list_connector_tasks', 'p1'],
      ['get_connector_task_status', 'p1', 0],
      ['restart_connector', 'p1'],
      ['restart_connector_task', 'p1', 0],
      ['restart_connector', 'nope'],
    ),
  ).toEqual([
    returned({ p1: { status: running } }),
    returned([partial({ id: { connector: 'p1', task: 0 } })]),
    returned(partial({ id: 0, state: 'RUNNING' })),
    done,
    done,
    // it raises without the response
    raised(null),
  ])
  await becomesRunning()
  expect(
    await calls(
      ['update_connector', 'p1', { ...config, iterations: '4' }],
      ['pause_connector', 'p1'],
      ['resume_connector', 'p1'],
      ['reset_connector_topics', 'p1'],
      ['stop_all_connectors', 'p.*'],
      ['list_connector_tasks', 'p1'],
      ['delete_connector', 'p1'],
      ['delete_connector', 'p1'],
      ['list_connectors'],
    ),
  ).toEqual([
    returned(partial({ name: 'p1', config: { ...config, iterations: '4', name: 'p1' } })),
    done,
    done,
    done,
    expect.anything(),
    returned([]),
    done,
    raised(404),
    returned([]),
  ])
})
