import { describe, expect, it } from 'vitest'
import { openApi } from './api-client.ts'

const path = '/connectors/lines/dead-letters/redrive'
const config = { 'connector.class': 'Numbers', topic: 'out' }
const none = { state: 'NONE', through: 0, again: 0 }

const created = async () => {
  const api = openApi()
  await api.request('POST', '/connectors', { body: { name: 'lines', config } })
  return api
}

describe('sending dead letters back', () => {
  it('is asked for, done by the first task, and told', async () => {
    const api = await created()
    await api.plan('lines', '{"numbers":"even"}')
    expect(await api.request('GET', path)).toMatchObject({ status: 200, body: none })
    const waiting = { state: 'WAITING', through: 0, again: 0 }
    expect(await api.request('POST', path)).toMatchObject({ status: 202, body: waiting })
    expect(api.woken.at(-1)).toBe('lines')
    const ran = { asked: 1, through: 2, again: 1, offsets: {}, ends: {} }
    await api.runTask('lines', 0, { redriven: { ...ran, done: false } })
    expect((await api.request('GET', path)).body).toEqual({ state: 'RUNNING', through: 2, again: 1 })
    await api.runTask('lines', 0, { redriven: { ...ran, done: true, problem: 'away' } })
    expect((await api.request('GET', path)).body).toEqual({
      state: 'DONE',
      through: 2,
      again: 1,
      problem: 'away',
    })
    await api.request('POST', path)
    expect((await api.request('GET', path)).body).toEqual(waiting)
  })

  it('is refused without a connector that runs', async () => {
    const api = await created()
    expect(await api.request('POST', '/connectors/nobody/dead-letters/redrive')).toMatchObject({
      status: 404,
    })
    expect(await api.request('POST', path)).toMatchObject({
      status: 409,
      body: { message: 'Dead letters of lines cannot be sent back: its plan is being made; try again' },
    })
    await api.request('PUT', '/connectors/lines/pause')
    expect(await api.request('POST', path)).toMatchObject({
      status: 409,
      body: { message: 'Dead letters of lines cannot be sent back: it is PAUSED' },
    })
  })
})
