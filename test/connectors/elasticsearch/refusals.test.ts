import { describe, expect, it } from 'vitest'
import { openElasticsearch, openOpensearch, order } from './opened-sink.ts'
import { bulkAnswer, type ItemAnswer, type Script, scriptedSearch } from './scripted-search.ts'

const answering =
  (item: ItemAnswer): Script =>
  asked =>
    asked.path === '/_bulk' ? bulkAnswer(asked, (_, i) => (i === 0 ? item : undefined)) : undefined

const malformed = {
  status: 400,
  error: { type: 'mapper_parsing_exception', reason: 'failed to parse field [n] of type [long]' },
}

describe('a document that the server refuses for what it is', () => {
  const refused = async (config: Readonly<Record<string, string>>, open = openElasticsearch) => {
    await using server = await scriptedSearch(answering(malformed))
    const sink = await open({ 'connection.url': server.url, ...config })
    await sink.writeAll([order(1, 'a'), order(2, 'b')])
    await sink.close()
    return sink
  }
  const message = 'Indexing failed: mapper_parsing_exception: failed to parse field [n] of type [long]'
  const key = 'behavior.on.malformed.documents'

  it('is blamed with the reason of the server', async () => {
    expect((await refused({})).rejected).toEqual([{ offset: 1, message, passOver: false }])
    expect((await refused({}, openOpensearch)).rejected).toEqual([{ offset: 1, message, passOver: false }])
  })

  it('is left out where the configuration says so; the dead letter queue gets it', async () => {
    for (const value of ['IGNORE', 'warn'])
      expect((await refused({ [key]: value })).rejected).toEqual([{ offset: 1, message, passOver: true }])
    expect((await refused({ [key]: 'ignore' })).warnings).toEqual([])
    expect((await refused({ [key]: 'warn' })).warnings).toEqual([expect.stringContaining(message)])
  })

  it('is a dead letter of the OpenSearch sink when it reports', async () => {
    const left = { offset: 1, message, passOver: true }
    expect((await refused({ [key]: 'report' }, openOpensearch)).rejected).toEqual([left])
    expect((await refused({ [key]: 'ignore' }, openOpensearch)).rejected).toEqual([])
  })
})

it('a value that is no object is left out or blamed like a malformed document, and not sent', async () => {
  for (const [value, passOver] of [
    ['fail', false],
    ['ignore', true],
  ] as const) {
    await using server = await scriptedSearch()
    const sink = await openElasticsearch({
      'connection.url': server.url,
      'behavior.on.malformed.documents': value,
    })
    await sink.writeAll([order(1, 'a', 'text')])
    expect(sink.rejected).toMatchObject([
      { offset: 1, passOver, message: expect.stringContaining('Json object') },
    ])
    expect(server.bulks()).toEqual([])
    await sink.close()
  }
})

describe('what is no document’s fault', () => {
  const failing = async (item: ItemAnswer) => {
    await using server = await scriptedSearch(answering(item))
    const sink = await openElasticsearch({ 'connection.url': server.url, 'max.retries': '0' })
    const error = await sink.writeAll([order(1, 'a'), order(2, 'b')]).catch(reason => reason)
    await sink.close()
    expect(sink.rejected).toEqual([])
    return error
  }

  it.each<readonly [ItemAnswer, boolean, string]>([
    [
      {
        status: 403,
        error: {
          type: 'cluster_block_exception',
          reason: 'index [orders] blocked by: [FORBIDDEN/8/index write (api)];',
        },
      },
      false,
      'FORBIDDEN/8/index write (api)]; the index takes no writes: remove its block (index.blocks.*) or write to another',
    ],
    [
      {
        status: 429,
        error: {
          type: 'cluster_block_exception',
          reason:
            'index [orders] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
        },
      },
      true,
      'its disks are full: free space',
    ],
    [
      {
        status: 403,
        error: { type: 'security_exception', reason: 'no permissions for [indices:data/write/bulk]' },
      },
      false,
      'the user needs the privileges',
    ],
    [
      {
        status: 400,
        error: { type: 'illegal_argument_exception', reason: 'no write index is defined for alias [orders]' },
      },
      false,
      'no write index is defined',
    ],
    [
      { status: 404, error: { type: 'index_not_found_exception', reason: 'no such index [orders]' } },
      false,
      'action.auto_create_index',
    ],
  ])('fails the flush by index and reason, and says what to do: %o', async (item, retriable, text) => {
    expect(await failing(item)).toMatchObject({ code: 'EXTERNAL', retriable })
    expect((await failing(item)).message).toMatch(/^Writing to orders failed: HTTP \d+: \w/)
    expect((await failing(item)).message).toContain(text)
  })

  it('is an answer of something else', async () => {
    await using server = await scriptedSearch(({ path }) =>
      path === '/_bulk' ? { status: 200, body: '<html>' } : undefined,
    )
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await expect(sink.writeAll([order(1, 'a')])).rejects.toThrow('not that of a _bulk request')
    await sink.close()
  })

  it('is a lease that has come to its end: nothing is sent', async () => {
    await using server = await scriptedSearch()
    const sink = await openElasticsearch({ 'connection.url': server.url }, { mayWrite: () => false })
    await expect(sink.writeAll([order(1, 'a')])).rejects.toMatchObject({ code: 'FENCED' })
    expect(server.bulks()).toEqual([])
    await sink.close()
  })
})
