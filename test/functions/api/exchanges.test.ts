import { describe, expect, test } from 'vitest'
import { openApi } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }
const drain = { 'connector.class': 'Drain', topics: 'in', 'drain.password': 'hunter2' }
const s1 = { name: 's1', config: { ...numbers, name: 's1' }, tasks: [], type: 'source' }
const withTasks = {
  ...s1,
  tasks: [
    { connector: 's1', task: 0 },
    { connector: 's1', task: 1 },
  ],
}
const error = (code: number, message: string) => ({ error_code: code, message })
const where = { worker_id: 'here:8083', version: '1.2.3' }

/** A source with two tasks, and a sink that is not planned yet. */
const prepared = async () => {
  const api = openApi()
  await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
  await api.plan('s1', '{"numbers":"even"}', '{"numbers":"odd"}')
  await api.request('POST', '/connectors', { body: { name: 'd1', config: drain } })
  api.woken.length = 0
  return api
}

interface Exchange {
  readonly request: readonly [method: string, url: string, body?: unknown]
  readonly status: number
  readonly body?: unknown
  readonly location?: string
  /** connectors that the scheduler hears of */
  readonly woken?: readonly string[]
}

const missing = (message: string) => ({ status: 404, body: error(404, message) })

const exchanges: readonly Exchange[] = [
  {
    request: ['GET', '/'],
    status: 200,
    body: { version: '9.9.9', commit: 'unknown', kafka_cluster_id: 'cluster-1' },
  },
  {
    request: ['GET', '/health'],
    status: 200,
    body: { status: 'healthy', message: 'Worker has completed startup and is ready to handle requests.' },
  },
  { request: ['GET', '/connectors'], status: 200, body: ['d1', 's1'] },
  { request: ['GET', '/connectors/'], status: 200, body: ['d1', 's1'] },
  { request: ['GET', '/connectors?expand=nothing'], status: 200, body: { s1: {}, d1: {} } },
  {
    request: ['GET', '/connectors?expand=status&expand=info'],
    status: 200,
    body: {
      d1: {
        status: {
          name: 'd1',
          connector: { state: 'UNASSIGNED', worker_id: 'here:8083', version: '4.5.6' },
          tasks: [],
          type: 'sink',
        },
        info: {
          name: 'd1',
          config: { ...drain, 'drain.password': '[hidden]', name: 'd1' },
          tasks: [],
          type: 'sink',
        },
      },
      s1: {
        status: {
          name: 's1',
          connector: { state: 'RUNNING', ...where },
          tasks: [0, 1].map(id => ({ id, state: 'RUNNING', ...where })),
          type: 'source',
        },
        info: withTasks,
      },
    },
  },
  {
    request: ['POST', '/connectors', { name: ' new one ', config: { ...numbers, 'tasks.max': 2, to: 20.0 } }],
    status: 201,
    body: {
      name: 'new one',
      config: { ...numbers, 'tasks.max': '2', to: '20', name: 'new one' },
      tasks: [],
      type: 'source',
    },
    location: 'http://localhost:8083/connectors/new%20one',
    woken: ['new one'],
  },
  {
    request: ['POST', '/connectors', { name: 's1', config: numbers }],
    status: 409,
    body: error(409, 'Connector s1 already exists'),
  },
  { request: ['GET', '/connectors/s1'], status: 200, body: withTasks },
  { request: ['GET', '/connectors/nope'], ...missing('Connector nope not found') },
  { request: ['DELETE', '/connectors/s1'], status: 204, woken: ['s1'] },
  { request: ['DELETE', '/connectors/nope'], ...missing('Connector nope not found') },
  { request: ['GET', '/connectors/s1/config'], status: 200, body: { ...numbers, name: 's1' } },
  { request: ['GET', '/connectors/nope/config'], ...missing('Connector nope not found') },
  {
    request: ['PUT', '/connectors/s1/config', { ...numbers, topic: 'other' }],
    status: 200,
    body: { ...withTasks, config: { ...numbers, topic: 'other', name: 's1' } },
    woken: ['s1'],
  },
  {
    request: ['PUT', '/connectors/s2/config', numbers],
    status: 201,
    body: { ...s1, name: 's2', config: { ...numbers, name: 's2' } },
    location: 'http://localhost:8083/connectors/s2',
    woken: ['s2'],
  },
  {
    request: ['PUT', '/connectors/s2/config', { ...numbers, name: 'zz' }],
    status: 400,
    body: error(400, "Connector name configuration (zz) doesn't match connector name in the URL (s2)"),
  },
  {
    request: [
      'PATCH',
      '/connectors/s1/config',
      { from: 2, topic: 'other', 'connector.class': 'Numbers', to: null },
    ],
    status: 200,
    body: { ...withTasks, config: { ...numbers, topic: 'other', from: '2', name: 's1' } },
    woken: ['s1'],
  },
  { request: ['PATCH', '/connectors/nope/config', { from: 2 }], ...missing('Connector nope not found') },
  {
    request: ['PATCH', '/connectors/s1/config', { topic: null }],
    status: 400,
    body: error(
      400,
      'Connector configuration is invalid and contains the following 1 error(s):\nMissing required configuration "topic" which has no default value.\nYou can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
    ),
  },
  {
    request: ['GET', '/connectors/s1/status'],
    status: 200,
    body: {
      name: 's1',
      connector: { state: 'RUNNING', ...where },
      tasks: [0, 1].map(id => ({ id, state: 'RUNNING', ...where })),
      type: 'source',
    },
  },
  { request: ['GET', '/connectors/nope/status'], ...missing('No status found for connector nope') },
  { request: ['PUT', '/connectors/s1/pause'], status: 202, woken: ['s1'] },
  { request: ['PUT', '/connectors/s1/resume'], status: 202, woken: ['s1'] },
  { request: ['PUT', '/connectors/s1/stop'], status: 204, woken: ['s1'] },
  { request: ['PUT', '/connectors/nope/pause'], ...missing('Unknown connector nope') },
  { request: ['PUT', '/connectors/nope/resume'], ...missing('Unknown connector nope') },
  { request: ['PUT', '/connectors/nope/stop'], ...missing('Unknown connector nope') },
  { request: ['POST', '/connectors/s1/restart'], status: 204, woken: ['s1'] },
  {
    request: ['POST', '/connectors/s1/restart?includeTasks=true'],
    status: 202,
    body: {
      name: 's1',
      connector: { state: 'RESTARTING', ...where },
      tasks: [0, 1].map(id => ({ id, state: 'RESTARTING', ...where })),
      type: 'source',
    },
    woken: ['s1'],
  },
  { request: ['POST', '/connectors/nope/restart'], ...missing('Unknown connector: nope') },
  {
    request: ['GET', '/connectors/s1/tasks'],
    status: 200,
    body: [0, 1].map(task => ({
      id: { connector: 's1', task },
      config: { ...numbers, name: 's1', 'task.class': 'com.example.NumbersTask' },
    })),
  },
  { request: ['GET', '/connectors/nope/tasks'], ...missing('Connector nope not found') },
  {
    request: ['GET', '/connectors/s1/tasks/1/status'],
    status: 200,
    body: { id: 1, state: 'RUNNING', ...where },
  },
  { request: ['GET', '/connectors/s1/tasks/9/status'], ...missing('No status found for task s1-9') },
  { request: ['GET', '/connectors/s1/tasks/x/status'], ...missing('HTTP 404 Not Found') },
  { request: ['POST', '/connectors/s1/tasks/0/restart'], status: 204, woken: ['s1'] },
  { request: ['POST', '/connectors/s1/tasks/9/restart'], ...missing('Unknown task: s1-9') },
  { request: ['POST', '/connectors/nope/tasks/0/restart'], ...missing('Unknown connector: nope') },
  { request: ['GET', '/connectors/s1/topics'], status: 200, body: { s1: { topics: [] } } },
  { request: ['GET', '/connectors/nope/topics'], status: 200, body: { nope: { topics: [] } } },
  { request: ['GET', '/connectors/s1/offsets'], status: 200, body: { offsets: [] } },
  { request: ['GET', '/connectors/nope/offsets'], ...missing('Connector nope not found') },
  {
    request: ['GET', '/connector-plugins'],
    status: 200,
    body: [
      { class: 'com.example.DrainConnector', type: 'sink', version: '4.5.6' },
      { class: 'com.example.NumbersConnector', type: 'source', version: '1.2.3' },
    ],
  },
  {
    request: ['GET', '/connector-plugins?connectorsOnly=false'],
    status: 200,
    body: [
      { class: 'com.example.DrainConnector', type: 'sink', version: '4.5.6' },
      { class: 'com.example.NumbersConnector', type: 'source', version: '1.2.3' },
      { class: 'DefaultConverter', type: 'converter', version: '1' },
      { class: 'com.example.UpperConverter', type: 'converter', version: '1' },
      {
        class: 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
        type: 'header_converter',
        version: '1',
      },
    ],
  },
  { request: ['GET', '/nowhere'], ...missing('HTTP 404 Not Found') },
  { request: ['DELETE', '/connectors'], status: 405, body: error(405, 'HTTP 405 Method Not Allowed') },
  { request: ['POST', '/connectors/s1/pause'], status: 405, body: error(405, 'HTTP 405 Method Not Allowed') },
  { request: ['HEAD', '/connectors/s1'], status: 200 },
  { request: ['HEAD', '/connectors/nope'], status: 404, body: error(404, 'Connector nope not found') },
]

describe('requests and their answers', () => {
  test.each(exchanges)('$request.0 $request.1 → $status', async ({ request, ...expected }) => {
    const api = await prepared()
    const [method, url, body] = request
    const answer = await api.request(method, url, { body })
    expect(answer.body).toEqual(expected.body)
    expect(answer.status).toBe(expected.status)
    expect(answer.headers.location).toBe(expected.location)
    if (expected.body !== undefined) expect(answer.headers['content-type']).toBe('application/json')
    expect(api.woken).toEqual(expected.woken ?? [])
  })

  test('OPTIONS tells the methods', async () => {
    const answer = await openApi().request('OPTIONS', '/connectors')
    expect([answer.status, answer.text, answer.headers.allow]).toEqual([
      200,
      'HEAD, GET, POST, OPTIONS',
      'HEAD,GET,POST,OPTIONS',
    ])
  })
})
