import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import { thorough } from '../../helpers/runs.ts'
import { busyServer } from './busy-server.ts'
import { type OpenedSink, openElasticsearch, order } from './opened-sink.ts'
import { scriptedSearch } from './scripted-search.ts'

const records = (from: number, to: number): readonly SinkRecord[] =>
  Array.from({ length: to - from }, (_, i) => order(from + i, `id${from + i}`))

const step = 2000
const callTimeout = 500

interface Slice {
  readonly sink: OpenedSink
  readonly from: number
  readonly until: number
  readonly finishing: AbortSignal
}

/** A slice as the runtime has it: up to where its records are stored. */
const runSlice = async ({ sink, from, until, finishing }: Slice): Promise<number> => {
  let next = from
  while (next < until && !finishing.aborted) {
    await sink.write(records(next, Math.min(next + step, until)))
    next = Math.min(next + step, until)
  }
  const { partitions = [] } = await sink.flush({ end: true })
  return partitions[0]?.offset ?? next
}

describe('a server that is slower than a call may take', () => {
  it('gets smaller requests, and each slice stores what is written', async () => {
    const count = thorough ? 4000 : 2000
    const { script, written } = busyServer(1)
    await using server = await scriptedSearch(script)
    const ends: number[] = []
    for (let stored = 0; stored < count; ) {
      const finishing = AbortSignal.timeout(1500)
      const sink = await openElasticsearch({ 'connection.url': server.url }, { callTimeout, finishing })
      const began = performance.now()
      const end = await runSlice({ sink, from: stored, until: count, finishing })
      expect(performance.now() - began).toBeLessThan(1500 + callTimeout)
      await sink.close()
      expect(end).toBeGreaterThan(stored)
      for (let i = stored; i < end; i++) if (!written.has(`id${i}`)) expect.unreachable(`${i} is missing`)
      stored = end
      ends.push(end)
    }
    expect(written.size).toBe(count)
    expect(ends.length).toBeGreaterThan(1)
    // what was under way as a slice ended
    const sent = server.bulks().reduce((sum, actions) => sum + actions.length, 0)
    expect(sent).toBeLessThan(count * 2)
  }, 60_000)

  it('halves what was not answered, down to what is', async () => {
    const { script, written } = busyServer(8)
    await using server = await scriptedSearch(script)
    const config = { 'connection.url': server.url, 'retry.backoff.ms': '50' }
    const sink = await openElasticsearch(config, { callTimeout })
    await sink.writeAll(records(0, 100))
    await sink.close()
    expect(written.size).toBe(100)
    const sizes = server.bulks().map(actions => actions.length)
    expect(sizes[0]).toBe(100)
    expect(Math.min(...sizes)).toBeLessThan(51)
  }, 20_000)

  it('is told when to give up, and asked for no more than what is needed', async () => {
    await using server = await scriptedSearch()
    const sink = await openElasticsearch({ 'connection.url': server.url }, { callTimeout })
    await sink.writeAll(records(0, 1))
    await sink.close()
    const query = new URLSearchParams(server.asked.find(({ path }) => path === '/_bulk')?.query)
    expect(Object.fromEntries(query)).toEqual({
      timeout: '500ms',
      filter_path: 'errors,items.*.status,items.*.error',
    })
  })
})

it('a server with a full queue gets fewer documents a request, more again when it has room', async () => {
  let refusals = 2
  await using server = await scriptedSearch(({ path }) =>
    path === '/_bulk' && refusals-- > 0 ? { status: 429 } : undefined,
  )
  const sink = await openElasticsearch({ 'connection.url': server.url, 'max.in.flight.requests': '1' })
  await sink.writeAll(records(0, 1000))
  await sink.close()
  const sizes = server.bulks().map(actions => actions.length)
  expect(sizes.slice(0, 5)).toEqual([250, 125, 62, 69, 77])
})

describe('at the end of a slice', () => {
  it('what nobody acknowledges is an error that may pass', async () => {
    await using server = await scriptedSearch(async ({ path }) => {
      if (path === '/_bulk') await sleep(3000, undefined, { ref: false })
      return undefined
    })
    const finishing = AbortSignal.timeout(100)
    const sink = await openElasticsearch({ 'connection.url': server.url }, { callTimeout, finishing })
    await expect(runSlice({ sink, from: 0, until: 60_000, finishing })).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringContaining('before the end of the slice'),
    })
    await sink.close()
  })

  it('a server that does not answer before there is an index is named', async () => {
    await using server = await scriptedSearch(async () => {
      await sleep(3000, undefined, { ref: false })
      return undefined
    })
    const finishing = AbortSignal.timeout(300)
    const config = { 'connection.url': server.url, 'read.timeout.ms': '100' }
    const sink = await openElasticsearch(config, { callTimeout, finishing })
    await expect(runSlice({ sink, from: 0, until: 10, finishing })).rejects.toMatchObject({
      retriable: true,
      message: `${server.url} cannot be reached: no answer within 100 ms`,
    })
    await sink.close()
  })

  it('what was acknowledged before is enough', async () => {
    let good = 1
    await using server = await scriptedSearch(async ({ path }) => {
      if (path === '/_bulk' && good-- <= 0) await sleep(3000, undefined, { ref: false })
      return undefined
    })
    const finishing = AbortSignal.timeout(300)
    const sink = await openElasticsearch({ 'connection.url': server.url }, { callTimeout, finishing })
    await sink.writeAll(records(0, 100))
    await sink.write(records(100, 200))
    expect(await sink.flush({ end: true })).toMatchObject({ partitions: [{ offset: 100, waitsFor: 101 }] })
    await sink.close()
  })

  it('progress before a failure is stored, then the failure is told', async () => {
    let good = 1
    await using server = await scriptedSearch(({ path }) =>
      path === '/_bulk' && good-- <= 0 ? { status: 503 } : undefined,
    )
    const config = { 'connection.url': server.url, 'max.retries': '0' }
    const sink = await openElasticsearch(config, { callTimeout })
    await sink.write(records(0, 1000))
    expect(await sink.flush({ end: true })).toMatchObject({ partitions: [{ offset: 250 }], more: true })
    await expect(sink.flush({ end: true })).rejects.toThrow('HTTP 503')
    await sink.close()
  })
})
