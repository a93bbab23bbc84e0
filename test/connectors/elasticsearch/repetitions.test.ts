import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openElasticsearch, order } from './opened-sink.ts'
import { actionsOf, bulkAnswer, type Script, type Scripted, scriptedSearch } from './scripted-search.ts'

/** Says something of the first `_bulk` requests, one each. */
const first = (...answers: readonly (Scripted | Script)[]): Script => {
  const rest = [...answers]
  return asked => {
    if (asked.path !== '/_bulk') return undefined
    const next = rest.shift()
    return typeof next === 'function' ? next(asked) : next
  }
}

const busy = { type: 'es_rejected_execution_exception', reason: 'the queue is full' }
const refusing =
  (error: { type: string; reason: string }, status: number, ...ids: readonly string[]): Script =>
  asked =>
    bulkAnswer(asked, ({ _id }) => (_id !== undefined && ids.includes(_id) ? { status, error } : undefined))

const idsOf = (bulks: readonly (readonly { readonly _id?: string }[])[]) =>
  bulks.map(actions => actions.map(({ _id }) => _id).join(' '))

const upsert = { 'write.method': 'upsert' }

describe('what is sent again', () => {
  it.each<readonly [string, Scripted]>([
    ['too many requests', { status: 429, body: { error: busy } }],
    ['a server that is not there for now', { status: 503, body: 'no healthy upstream' }],
    ['a connection that is cut', 'cut'],
  ])('is all of a request after %s', async (_, answer) => {
    await using server = await scriptedSearch(first(answer, answer))
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await sink.writeAll([order(1, 'a'), order(2, 'b')])
    expect(idsOf(server.bulks())).toEqual(['a b', 'a b', 'a b'])
    expect(sink.rejected).toEqual([])
    await sink.close()
  })

  it('are those that were refused, and what comes behind them for the same documents', async () => {
    const script: Script = asked =>
      bulkAnswer(asked, (_, i) => (i === 1 || i === 2 ? { status: 429, error: busy } : undefined))
    await using server = await scriptedSearch(first(script))
    const sink = await openElasticsearch({ 'connection.url': server.url, ...upsert })
    await sink.writeAll([order(1, 'a'), order(2, 'b'), order(3, 'c'), order(4, 'd'), order(5, 'b')])
    expect(server.bulks()[1]?.map(({ _id, source }) => [_id, source])).toEqual([
      ['b', { doc: { n: 2 }, doc_as_upsert: true }],
      ['c', { doc: { n: 3 }, doc_as_upsert: true }],
      ['b', { doc: { n: 5 }, doc_as_upsert: true }],
    ])
    expect(server.bulks()).toHaveLength(2)
    await sink.close()
  })

  it('comes to an end, with an error that names the server and may pass', async () => {
    await using server = await scriptedSearch(({ path }) => (path === '/_bulk' ? { status: 503 } : undefined))
    const sink = await openElasticsearch({ 'connection.url': server.url, 'max.retries': '2' })
    await sink.write([order(1, 'a')])
    await expect(sink.flush({ end: true })).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringContaining('Writing to orders failed: HTTP 503'),
    })
    expect(server.bulks()).toHaveLength(3)
    await sink.write([order(2, 'b')])
    expect(sink.flushRequested).toBe(true)
    await expect(sink.flush({ end: true })).rejects.toThrow('HTTP 503')
    expect(server.bulks()).toHaveLength(3)
    await sink.close()
  })

  it('is a request that gets no answer in time', async () => {
    await using server = await scriptedSearch(
      first(async asked => {
        await sleep(300)
        return bulkAnswer(asked)
      }),
    )
    const sink = await openElasticsearch({ 'connection.url': server.url, 'read.timeout.ms': '100' })
    await sink.writeAll([order(1, 'a')])
    expect(idsOf(server.bulks())).toEqual(['a', 'a'])
    await sink.close()
  })

  it('goes to another server while one is away', async () => {
    await using server = await scriptedSearch()
    const urls = `http://127.0.0.1:1,${server.url}`
    const sink = await openElasticsearch({ 'connection.url': urls, 'max.retries': '1' })
    for (let i = 0; i < 6; i++) await sink.writeAll([order(i, `id${i}`)])
    expect(server.bulks()).toHaveLength(6)
    await sink.close()
  })
})

describe('a conflict of versions', () => {
  const conflict = { type: 'version_conflict_engine_exception', reason: 'current version [9] is higher' }

  it('says that a record, or a later one, is there already', async () => {
    await using server = await scriptedSearch(first(refusing(conflict, 409, 'a')))
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await sink.writeAll([order(1, 'a'), order(2, 'b')])
    expect([server.bulks().length, sink.rejected]).toEqual([1, []])
    await sink.close()
  })

  it('of an update is tried again, and passed over in the end', async () => {
    const script: Script = asked =>
      asked.path === '/_bulk' ? refusing(conflict, 409, 'a')(asked) : undefined
    await using server = await scriptedSearch(script)
    const sink = await openElasticsearch({ 'connection.url': server.url, 'max.retries': '2', ...upsert })
    await sink.writeAll([order(1, 'a'), order(2, 'b')])
    expect(idsOf(server.bulks())).toEqual(['a b', 'a', 'a'])
    expect(sink.rejected).toMatchObject([{ offset: 1, passOver: true }])
    await sink.close()
  })
})

describe('a request that is refused as a whole', () => {
  const tooLarge: Script = asked =>
    asked.path === '/_bulk' && actionsOf(asked).some(({ _id }) => _id === 'huge')
      ? { status: 413, body: 'Request Entity Too Large' }
      : undefined

  it('is divided until the document is found', async () => {
    await using server = await scriptedSearch(tooLarge)
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await sink.writeAll(['a', 'huge', 'b', 'c', 'd'].map((id, i) => order(i, id)))
    expect(idsOf(server.bulks())).toEqual(['a huge b c d', 'a huge', 'a', 'huge', 'b c d'])
    expect(sink.rejected).toMatchObject([{ offset: 1, passOver: false }])
    expect(sink.rejected[0]?.message).toMatch(
      /^Indexing failed: a request of \d+ bytes is too large \(HTTP 413\): raise http.max_content_length/,
    )
    await sink.close()
  })

  it('blames nobody when every single one is', async () => {
    const script: Script = ({ path }) =>
      path === '/_bulk'
        ? { status: 400, body: { error: { type: 'x', reason: 'type is missing' } } }
        : undefined
    await using server = await scriptedSearch(script)
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await expect(sink.writeAll([order(1, 'a'), order(2, 'b')])).rejects.toMatchObject({
      retriable: false,
      message: 'Writing to orders failed: HTTP 400: x: type is missing',
    })
    expect(sink.rejected).toEqual([])
    await sink.close()
  })
})
