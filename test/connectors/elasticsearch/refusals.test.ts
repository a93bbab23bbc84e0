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
  const message =
    'Indexing failed: mapper_parsing_exception: failed to parse field [n] of type [long] (index orders)'
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

  it.each<readonly [ItemAnswer, string]>([
    [
      {
        status: 400,
        error: {
          type: 'mapper_parsing_exception',
          reason:
            'The depth of the field has exceeded the allowed limit of [20], [index.mapping.depth.limit]',
        },
      },
      '[index.mapping.depth.limit] (index orders)',
    ],
    [
      {
        status: 400,
        error: {
          type: 'mapper_parsing_exception',
          reason: "Preview of field's value: 'no write index is defined, read-only'",
        },
      },
      "read-only' (index orders)",
    ],
    [
      { status: 500, error: { type: 'fail_processor_exception', reason: 'no' } },
      'fail_processor_exception: no (index orders)',
    ],
    [
      { status: 400, error: { type: 'script_exception', reason: 'runtime error' } },
      'script_exception: runtime error (index orders)',
    ],
    [
      {
        status: 400,
        error: { type: 'illegal_argument_exception', reason: 'Limit of total fields [5] has been exceeded' },
      },
      'raise its index.mapping.total_fields.limit or take fields out of the records',
    ],
    [
      {
        status: 400,
        error: { type: 'x_content_parse_exception', reason: 'not numeric\n at [Source: REDACTED; line: 1]' },
      },
      'x_content_parse_exception: not numeric (index orders)',
    ],
  ])('is known by its reason: %o', async (item, text) => {
    await using server = await scriptedSearch(answering(item))
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await sink.writeAll([order(1, 'a'), order(2, 'b')])
    await sink.close()
    expect(sink.rejected.map(({ offset }) => offset)).toEqual([1])
    expect(sink.rejected[0]?.message.slice(-text.length)).toBe(text)
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
      'set is_write_index of one of its indices',
    ],
    [
      {
        status: 400,
        error: { type: 'illegal_argument_exception', reason: 'pipeline with id [p] does not exist' },
      },
      false,
      'make the pipeline, or change index.default_pipeline',
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

  it.each([
    [200, 'not that of a _bulk request, so this is no search engine: see connection.url'],
    [302, 'Writing to orders failed: HTTP 302; this is no answer of a search engine: see connection.url'],
    [400, 'Writing to orders failed: HTTP 400; this is no answer of a search engine: see connection.url'],
  ])('is an answer of something else, with HTTP %i', async (status, message) => {
    await using server = await scriptedSearch(({ path }) =>
      path === '/_bulk' ? { status, body: '<html>' } : undefined,
    )
    const sink = await openElasticsearch({ 'connection.url': server.url })
    await expect(sink.writeAll([order(1, 'a')])).rejects.toMatchObject({
      retriable: false,
      message: expect.stringContaining(message),
    })
    expect(sink.rejected).toEqual([])
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
