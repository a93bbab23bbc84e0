import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyRequest } from './any-request.ts'
import { type Answer, openApi } from './api-client.ts'

/** `API_REQUESTS=10000` is the long form. */
const requests = Number(process.env.API_REQUESTS ?? 300)
/** What requests in a row, half of that on average, find is what those before them have left. */
const inARow = 20

const secret = 'canary-of-drain'
const known = ['s1', 's2', 'drain', 'stopped']
const perhaps = [...known, 'new-1', 'new-2', 'new-3']

const openWithConnectors = async () => {
  const api = openApi()
  const create = async (name: string, config: object, initial_state = 'RUNNING') => {
    const { status } = await api.request('POST', '/connectors', { body: { name, config, initial_state } })
    expect(status).toBe(201)
  }
  const numbers = { 'connector.class': 'Numbers', topic: 'out' }
  await create('s1', numbers)
  await create('s2', numbers, 'PAUSED')
  await create('drain', { 'connector.class': 'Drain', topics: 'in', 'drain.password': secret })
  await create('stopped', numbers, 'STOPPED')
  await api.plan('s1', '{"numbers":"all"}')
  await api.runTask('s1', 0, { progress: { '{"numbers":"all"}': { offset: '{"value":9007199254740993}' } } })
  return api
}

/** What holds of every answer, whatever was asked. */
const checkAnswer = (method: string, { status, headers, text, body }: Answer) => {
  expect(status).toBeGreaterThanOrEqual(200)
  expect(status).toBeLessThan(500)
  expect(text).not.toContain(secret)
  expect(text).not.toMatch(/node_modules|\.ts:\d/)
  if (status === 204 || (method === 'HEAD' && status < 400)) expect(text).toBe('')
  if (status >= 400) {
    expect(body).toEqual({ error_code: status, message: expect.stringMatching(/\S/) })
    expect(headers['content-type']).toBe('application/json')
  } else if (text !== '') {
    expect(headers['content-type']).toBe(method === 'OPTIONS' ? 'text/plain' : 'application/json')
    if (method !== 'OPTIONS') expect(body).toBeDefined()
  }
}

/** Each connector is listed and can be read in full, or is neither. */
const checkState = async ({ request, table }: Awaited<ReturnType<typeof openWithConnectors>>) => {
  const listed = (await request('GET', '/connectors')).body as readonly string[]
  const expanded = await request('GET', '/connectors?expand=info&expand=status')
  expect(Object.keys(expanded.body as object).toSorted()).toEqual(listed.toSorted())
  for (const name of listed) {
    const path = `/connectors/${encodeURIComponent(name)}`
    const { status, body } = await request('GET', path)
    expect([status, body]).toEqual([
      200,
      {
        name,
        config: expect.objectContaining({ name }),
        tasks: expect.any(Array),
        type: expect.stringMatching(/^(source|sink)$/),
      },
    ])
    for (const part of ['config', 'status', 'tasks', 'offsets', 'topics'])
      expect([part, (await request('GET', `${path}/${part}`)).status]).toEqual([part, 200])
  }
  for (const name of perhaps.filter(each => !listed.includes(each)))
    expect((await request('GET', `/connectors/${name}`)).status).toBe(404)
  const { keys } = await table.due(Number.MAX_SAFE_INTEGER, 1_000)
  for (const key of keys) expect((await table.get(key)).item).toBeDefined()
}

// fast-check prints its seed, and the shortest requests that fail
test(`no request of ${requests} is answered with an error of the server, leaks or breaks anything`, {
  timeout: 120_000,
}, async () => {
  const sequences = fc.array(anyRequest(known), { minLength: 1, maxLength: inARow, size: 'max' })
  await fc.assert(
    fc.asyncProperty(sequences, async events => {
      const api = await openWithConnectors()
      for (const event of events) checkAnswer(event.requestContext.http.method, await api.send(event))
      await checkState(api)
    }),
    { numRuns: Math.ceil((2 * requests) / inARow) },
  )
})
