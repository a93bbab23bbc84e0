import { globSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { exampleProblems, examplesOf, readPage } from './example-problems.ts'

const cwd = new URL('../../', import.meta.url).pathname

const files = globSync(
  ['README.md', 'docs/**/*.md', 'connectors/*/README.md', 'examples/*.{md,properties,json}'],
  { cwd },
).toSorted()

const kinds = (path: string) => examplesOf(path, readPage(path)).map(({ kind }) => kind)

test.each(files)('what %s shows is right', async path => {
  expect(await exampleProblems(path, readPage(path))).toEqual([])
})

test('there are examples of everything', () => {
  const all = files.flatMap(kinds)
  for (const kind of ['connector', 'worker', 'mention', 'call']) expect(all).toContain(kind)
})

const fence = (language: string, text: string) => `# Page\n\n\`\`\`${language}\n${text}\n\`\`\`\n`
const source = 'name=a\nconnector.class=FileStreamSource\nfile=/a\ntopic=t'
const sent = (config: object, name = 'a') =>
  fence(
    'sh',
    `curl -X POST http://localhost:8083/connectors \\\n  -d '${JSON.stringify({ name, config })}'   # here`,
  )

describe('an example', () => {
  test.each([
    ['a connector', fence('properties', source)],
    [
      'a connector as JSON',
      fence('json', '{"connector.class": "FileStreamSource", "name": "a", "file": "/a", "topic": "t"}'),
    ],
    ['JSON that is something else', fence('json', '{"topik": "t"}')],
    ['a worker', fence('properties', 'bootstrap.servers=a:1\nvalue.converter.schemas.enable=false')],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a config provider
    ['a reference', fence('properties', 'rest.basic.auth.password=${env:P}')],
    ['a call', fence('sh', 'curl localhost:1/x; curl "$URL/connectors/x/status"   # how it is')],
    ['a body', sent({ 'connector.class': 'FileStreamSource', file: '/a', topic: 't', 'tasks.max': 1 })],
    ['a mention', 'With `run.mode=event`, and `aws.max.concurrency=5`.'],
  ])('may be %s', async (_, page) => {
    expect(await exampleProblems('page.md', page)).toEqual([])
  })

  test.each([
    [fence('properties', `${source}\ntopik=t`), 'page.md:3: topik: unknown'],
    [fence('properties', `${source}\ntasks.max=0`), 'Value must be at least 1'],
    [fence('properties', 'data.dri=x'), 'page.md:3: nobody reads data.dri'],
    [fence('properties', 'embedded.kafka.port=0'), 'Value must be at least 1'],
    [
      fence('json', '{"config": {"connector.class": "FileStreamSource"}, "name": "a"}'),
      'Missing required configuration "topic"',
    ],
    [fence('sh', 'curl -X PUT http://localhost:8083/connectors'), 'PUT /connectors is no request of the API'],
    [fence('sh', 'curl --data @none.json "$URL/connectors"'), 'there is no none.json'],
    [sent({ 'connector.class': 'FileStreamSource', file: '/a' }), 'Missing required configuration "topic"'],
    [sent([]), 'config: got [], allowed is object'],
    ['As `flush.sise=3` says.', 'page.md:1: nobody reads flush.sise'],
    ['As `tasks.max=many` says.', 'Not a number of type INT'],
  ])('is wrong: %s', async (page, problem) => {
    expect((await exampleProblems('page.md', page)).join('\n')).toContain(problem)
  })
})
