import { describe, expect, test } from 'vitest'
import { openApi } from './api-client.ts'

const numbers = { 'connector.class': 'Numbers', topic: 'out' }

/** A source with two tasks. */
const prepared = async () => {
  const api = openApi()
  await api.request('POST', '/connectors', { body: { name: 's1', config: numbers } })
  await api.plan('s1', '{"numbers":"even"}', '{"numbers":"odd"}')
  api.woken.length = 0
  return api
}

type Request = readonly [method: string, url: string, body?: unknown]

const named = (requests: readonly Request[]) => requests.map(request => ({ request }))

const waking: readonly Request[] = [
  ['PUT', '/connectors/s1/config', { ...numbers, topic: 'other' }],
  ['PATCH', '/connectors/s1/config', { from: 2 }],
  ['DELETE', '/connectors/s1'],
  ['PUT', '/connectors/s1/pause'],
  ['PUT', '/connectors/s1/resume'],
  ['PUT', '/connectors/s1/stop'],
  ['POST', '/connectors/s1/restart'],
  ['POST', '/connectors/s1/restart?includeTasks=true'],
  ['POST', '/connectors/s1/tasks/0/restart'],
]

const creating: readonly Request[] = [
  ['POST', '/connectors', { name: 's2', config: numbers }],
  ['PUT', '/connectors/s2/config', numbers],
]

const quiet: readonly Request[] = [
  ['GET', '/connectors/s1'],
  ['GET', '/connectors?expand=status'],
  ['POST', '/connectors', { name: 's1', config: numbers }],
  ['PUT', '/connectors/s1/config', { ...numbers, from: 'x' }],
  ['PUT', '/connectors/s1/topics/reset'],
  ['DELETE', '/connectors/s1/offsets'],
]

describe('the scheduler hears at once', () => {
  test.each(named(waking))('of $request.0 $request.1', async ({ request: [method, url, body] }) => {
    const api = await prepared()
    expect((await api.request(method, url, { body })).status).toBeLessThan(300)
    expect(api.woken).toEqual(['s1'])
  })

  test.each(named(creating))(
    'of a connector created by $request.0 $request.1',
    async ({ request: [method, url, body] }) => {
      const api = await prepared()
      expect((await api.request(method, url, { body })).status).toBe(201)
      expect(api.woken).toEqual(['s2'])
    },
  )

  test.each(named(quiet))(
    'not of $request.0 $request.1, which gives it nothing to do',
    async ({ request: [method, url, body] }) => {
      const api = await prepared()
      await api.request(method, url, { body })
      expect(api.woken).toEqual([])
    },
  )
})
