import { describe, expect, test } from 'vitest'
import { connectorKey, offsetKey, taskKey, topicKey } from '../../../functions/runtime/state/items.ts'
import { openApi } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }
const even = '{"numbers":"even"}'
const odd = '{"numbers":"odd"}'

const running = async () => {
  const api = openApi()
  await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
  await api.plan('s1', even, odd)
  const states = async () => {
    const { body } = await api.request('GET', '/connectors/s1/status')
    const status = body as { connector: { state: string }; tasks: { state: string }[] }
    return [status.connector.state, ...status.tasks.map(task => task.state)]
  }
  return { ...api, states }
}

const where = { worker_id: 'here:8083', version: '1.2.3' }
const failed = { state: 'FAILED', trace: 'Error: no such table' } as const

describe('states', () => {
  test('a connector is unassigned until it is planned', async () => {
    const { request } = openApi()
    await request('POST', '/connectors', { body: { name: 's1', config: numbers } })
    expect((await request('GET', '/connectors/s1/status')).body).toMatchObject({
      connector: { state: 'UNASSIGNED' },
      tasks: [],
    })
  })

  test.each([
    ['PAUSED', 'PAUSED'],
    ['stopped', 'STOPPED'],
    ['running', 'UNASSIGNED'],
  ])('it is created %s', async (initial, state) => {
    const { request } = openApi()
    const body = { name: 's1', config: numbers, initial_state: initial }
    expect((await request('POST', '/connectors', { body })).status).toBe(201)
    expect((await request('GET', '/connectors/s1/status')).body).toMatchObject({ connector: { state } })
  })

  test('paused, stopped and resumed it says so, and its tasks when they are there', async () => {
    const { request, plan, states } = await running()
    expect(await states()).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
    await request('PUT', '/connectors/s1/pause')
    expect(await states()).toEqual(['PAUSED', 'RUNNING', 'RUNNING'])
    await plan('s1', even, odd)
    expect(await states()).toEqual(['PAUSED', 'PAUSED', 'PAUSED'])
    await request('PUT', '/connectors/s1/stop')
    expect(await states()).toEqual(['STOPPED'])
    expect((await request('GET', '/connectors/s1')).body).toMatchObject({ tasks: [] })
    expect((await request('GET', '/connectors/s1/tasks')).body).toEqual([])
    await request('PUT', '/connectors/s1/resume')
    await plan('s1', even, odd)
    expect(await states()).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
  })

  test('a task that was to be restarted when it was paused is paused', async () => {
    const { request, plan, states } = await running()
    await request('POST', '/connectors/s1/tasks/0/restart')
    expect(await states()).toEqual(['RUNNING', 'RESTARTING', 'RUNNING'])
    await request('PUT', '/connectors/s1/pause')
    await plan('s1', even, odd)
    expect(await states()).toEqual(['PAUSED', 'PAUSED', 'PAUSED'])
  })

  test('a task that failed shows its trace', async () => {
    const { request, runTask } = await running()
    await runTask('s1', 1, { status: failed })
    expect((await request('GET', '/connectors/s1/status')).body).toMatchObject({
      connector: { state: 'RUNNING' },
      tasks: [
        { id: 0, state: 'RUNNING', ...where },
        { id: 1, state: 'FAILED', trace: 'Error: no such table', ...where },
      ],
    })
  })

  test('a connector that could not be planned shows its trace until it is restarted', async () => {
    const { request, states, table } = await running()
    await table.write({ kind: 'test', key: connectorKey('s1'), when: {}, set: { status: failed } })
    expect((await request('GET', '/connectors/s1/status')).body).toMatchObject({
      connector: { state: 'FAILED', trace: 'Error: no such table', ...where },
    })
    expect((await request('POST', '/connectors/s1/restart?onlyFailed=true')).status).toBe(202)
    expect(await states()).toEqual(['RESTARTING', 'RUNNING', 'RUNNING'])
  })

  test('onlyFailed changes nothing where nothing failed', async () => {
    const { request, states, table } = await running()
    const stored = async () => (await table.query('CONNECTOR#s1')).items
    const before = await stored()
    expect((await request('POST', '/connectors/s1/restart?onlyFailed=true&includeTasks=true')).status).toBe(
      202,
    )
    expect(await states()).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
    expect(await stored()).toEqual(before)
  })

  test('onlyFailed restarts the tasks that failed and leaves the others alone', async () => {
    const { request, runTask, table } = await running()
    await runTask('s1', 1, { status: failed, attempts: 7 })
    const epochs = async () =>
      Promise.all([0, 1].map(async n => (await table.get(taskKey('s1', n))).item?.attributes.epoch))
    const before = await epochs()
    const answer = await request('POST', '/connectors/s1/restart?includeTasks=true&onlyFailed=true')
    expect(answer.body).toEqual({
      name: 's1',
      connector: { state: 'RUNNING', ...where },
      tasks: [
        { id: 0, state: 'RUNNING', ...where },
        { id: 1, state: 'RESTARTING', ...where, trace: 'Error: no such table' },
      ],
      type: 'source',
    })
    expect(await epochs()).toEqual([before[0], Number(before[1]) + 1])
    expect((await table.get(taskKey('s1', 1))).item?.attributes).toMatchObject({
      attempts: 0,
      status: { state: 'RESTARTING' },
    })
  })

  test('a name that was deleted can be used again, without its former tasks', async () => {
    const { request, states } = await running()
    await request('DELETE', '/connectors/s1')
    expect((await request('GET', '/connectors')).body).toEqual([])
    expect((await request('POST', '/connectors', { body: { name: 's1', config: numbers } })).status).toBe(201)
    expect((await states()).slice(1)).toEqual([])
  })
})

describe('offsets', () => {
  test('are printed as they are stored, those of tasks before those that were folded back', async () => {
    const { request, runTask, table } = await running()
    const stored = async (partition: string, offset: string) =>
      table.write({ kind: 'test', key: offsetKey('s1', partition), when: {}, set: { partition, offset } })
    await stored(even, '{"value":1}')
    await stored('{"numbers":"none"}', '{"value":-9223372036854775808}')
    await runTask('s1', 0, { progress: { [even]: { offset: '{"value":9223372036854775807}' } } })
    await runTask('s1', 1, { progress: { [odd]: { state: '"only"' } } })
    const { text } = await request('GET', '/connectors/s1/offsets')
    expect(text).toBe(
      '{"offsets":[{"partition":{"numbers":"even"},"offset":{"value":9223372036854775807}},{"partition":{"numbers":"none"},"offset":{"value":-9223372036854775808}}]}',
    )
  })
})

describe('topics', () => {
  test('are those that were used', async () => {
    const { request, table } = await running()
    await table.write({ kind: 'test', key: topicKey('s1', 'out'), when: {}, set: { topic: 'out' } })
    expect((await request('GET', '/connectors/s1/topics')).body).toEqual({ s1: { topics: ['out'] } })
  })
  test('are not told when they are not tracked', async () => {
    const { request } = openApi({ worker: { 'topic.tracking.enable': 'false' } })
    expect((await request('GET', '/connectors/s1/topics')).body).toEqual({
      error_code: 403,
      message: 'Topic tracking is disabled.',
    })
  })
})

describe('secrets', () => {
  const config = {
    'connector.class': 'Drain',
    topics: 'in',
    'drain.password': 'hunter2',
    'consumer.override.sasl.jaas.config': 'user=x password=hunter2',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference, as configurations have it
    'consumer.override.ssl.key.password': '${file:/run/secrets:key}',
  }
  const shown = {
    ...config,
    name: 'd1',
    'drain.password': '[hidden]',
    'consumer.override.sasl.jaas.config': '[hidden]',
  }
  const created = async () => {
    const api = openApi()
    const answer = await api.request('POST', '/connectors', { body: { name: 'd1', config } })
    await api.plan('d1', '{"topic":"in"}')
    return { ...api, answer }
  }

  test('are in no response', async () => {
    const { request, answer } = await created()
    expect(answer.body).toMatchObject({ config: shown })
    expect((await request('GET', '/connectors/d1/config')).body).toEqual(shown)
    for (const url of ['/connectors?expand=info', '/connectors/d1', '/connectors/d1/tasks']) {
      const { text } = await request('GET', url)
      expect(text).toContain('[hidden]')
      expect(text).not.toContain('hunter2')
    }
  })

  test('stay when what was shown is sent back', async () => {
    const { request, table } = await created()
    expect((await request('PUT', '/connectors/d1/config', { body: { ...shown, topics: 'b' } })).status).toBe(
      200,
    )
    const { item } = await table.get({ pk: 'CONNECTOR#d1', sk: 'CONFIG' })
    expect(item?.attributes.config).toEqual({ ...config, name: 'd1', topics: 'b' })
  })

  test('cannot be kept where there is none', async () => {
    const { request } = openApi()
    const body = { name: 'd2', config: { ...config, 'drain.password': '[hidden]' } }
    expect((await request('POST', '/connectors', { body })).body).toEqual({
      error_code: 400,
      message:
        'Invalid value [hidden] for configuration drain.password: it stands for a stored value, and there is none',
    })
  })
})

describe('trouble', () => {
  test('a scheduler that cannot be woken does not undo a change', async () => {
    const { request } = openApi({ wake: () => Promise.reject(new Error('no scheduler')) })
    expect((await request('POST', '/connectors', { body: { name: 's1', config: numbers } })).status).toBe(201)
    expect((await request('GET', '/connectors')).body).toEqual(['s1'])
  })
  test('a table that fails is unhealthy, and an error of the server', async () => {
    const failing = openApi({ route: () => Promise.reject(new Error('no table')) })
    expect(await failing.request('GET', '/health')).toMatchObject({
      status: 500,
      body: { status: 'unhealthy', message: expect.stringContaining('no table') },
    })
    expect((await failing.request('GET', '/connectors')).body).toEqual({
      error_code: 500,
      message: 'no table',
    })
  })
  test('a change that comes in between a patch and its storing is not lost', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined
    const api = openApi({
      route: async (request, land) => {
        const first = meanwhile
        if (request.call === 'get' && first !== undefined) {
          meanwhile = undefined
          await first()
        }
        return land()
      },
    })
    await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
    meanwhile = () => api.request('PUT', '/connectors/s1/config', { body: { ...numbers, topic: 'other' } })
    const answer = await api.request('PATCH', '/connectors/s1/config', { body: { from: '3' } })
    expect(answer.status).toBe(200)
    expect((await api.request('GET', '/connectors/s1/config')).body).toMatchObject({
      topic: 'other',
      from: '3',
    })
  })
})
