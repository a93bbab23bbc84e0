import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import type { Call, DocumentSettings, ResourceSettings } from '../../../connectors/elasticsearch/contract.ts'
import { documents } from '../../../connectors/elasticsearch/document.ts'
import { indexSetup } from '../../../connectors/elasticsearch/index-setup.ts'
import { isRetriable } from '../../../connectors/sdk/errors.ts'
import { type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { sinkRecord, structOf } from '../../connectors/elasticsearch/sink-record.ts'
import { plainServer } from './plain-server.ts'

const url = inject('openSearch')
const server = plainServer(url)
const newName = () => `setup-${randomUUID()}`
const settings: DocumentSettings = { compactMapEntries: true, ignoresSchema: topic => topic === 'plain' }

const setup = (resources: Partial<ResourceSettings> = {}, calls: Call[] = []) =>
  indexSetup({
    call: call => {
      calls.push(call)
      return server.call(call)
    },
    documents: settings,
    resources: { peer: 'opensearch', ...resources },
  })

const int64: Schema = { type: 'int64' }
const one = structOf({ id: [int64, 1] })
const row = sinkRecord(one)
const wider = sinkRecord(structOf({ id: [int64, 1], at: [TIMESTAMP, new Date(0)] }))

test.runIf(url)('an index is asked for once, and grows with the schemas', async () => {
  const name = newName()
  const calls: Call[] = []
  const { ready } = setup({}, calls)
  await Promise.all([ready(name, row), ready(name, row), ready(name, sinkRecord(one, { offset: 43 }))])
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET', 'PUT', 'GET'])
  expect(ready(name, row)).toBeUndefined()
  await ready(name, wider)
  expect(ready(name, wider)).toBeUndefined()
  expect(await server.mapping(name)).toEqual({
    properties: { id: { type: 'long' }, at: { type: 'date' } },
  })
  const later: Call[] = []
  await setup({}, later).ready(name, wider)
  expect(later).toHaveLength(1)
})

test.runIf(url)('an index that several make at once is as good', async () => {
  const name = newName()
  await Promise.all(Array.from({ length: 8 }, (_, i) => setup().ready(name, i % 2 ? row : wider)))
  expect(await server.mapping(name)).toEqual({
    properties: { id: { type: 'long' }, at: { type: 'date' } },
  })
})

test.runIf(url)('without a schema there is no mapping to be made, only to be used', async () => {
  const name = newName()
  const schemaless = sinkRecord({ schema: undefined, value: { a: 1 } })
  await expect(setup().ready(name, schemaless)).rejects.toThrow(
    'Cannot convert schema to mapping without schema',
  )
  await expect(setup({ peer: 'elasticsearch' }).ready(name, schemaless)).rejects.toThrow(
    'Cannot infer mapping without schema.',
  )
  await setup().ready(name, sinkRecord(schemaless.value, { topic: 'plain' }))
  await setup().ready(name, row)
  await setup().ready(name, schemaless)
})

test.runIf(url)('a field of another type is an error that names both', async () => {
  const name = newName()
  const calls = setup()
  await calls.ready(name, row)
  const nested = sinkRecord(structOf({ id: [one.schema as Schema, one.value] }))
  await expect(calls.ready(name, nested)).rejects.toThrow(
    `The field id is of type long in ${name} and of type object by the schema of the record`,
  )
  expect(calls.ready(name, row)).toBeUndefined()
})

test.runIf(url)('what the server refuses of a schema is the fault of its record', async () => {
  const name = newName()
  const reserved = sinkRecord(structOf({ _id: [int64, 1] }))
  await expect(setup().ready(name, reserved)).rejects.toMatchObject({
    code: 'DATA',
    message: expect.stringContaining(
      `Adding fields to the mapping of ${name} failed: HTTP 400: mapper_parsing_exception: Field [_id] is defined more than once`,
    ),
  })
})

test.runIf(url)('a name that is none is told', async () => {
  await expect(setup().ready('no"name', row)).rejects.toThrow(/"?no"name.*HTTP 400.*invalid_index_name/)
})

test.runIf(url)('an alias gets fields in the index that is written to', async () => {
  const name = newName()
  const index = (number: number, isWriteIndex: boolean) =>
    server.call({
      method: 'PUT',
      path: `/${name}-${number}`,
      body: JSON.stringify({ aliases: { [name]: { is_write_index: isWriteIndex } } }),
    })
  await index(1, true)
  await index(2, false)
  await setup({ existing: new Map([['orders', name]]) }).ready(name, row)
  expect(await server.mapping(`${name}-1`)).toEqual({ properties: { id: { type: 'long' } } })
  expect(await server.mapping(`${name}-2`)).toEqual({})
})

test.runIf(url)('what is to be there already is not made', async () => {
  const name = newName()
  const missing = setup({ existing: new Map([['orders', name]]) }).ready(name, row)
  await expect(missing).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining('topic.to.existing.resource.mapping'),
  })
  expect((await server.call({ method: 'GET', path: `/${name}` })).status).toBe(404)
})

test.runIf(url)('a data stream gets a template of its own, which maps indices to come', async () => {
  const name = newName()
  const dataStreams = { by: 'prefix', timestampField: '@timestamp' } as const
  const document = documents({ ...settings, timestamp: { from: 'record if absent' } })(row)
  await Promise.all([setup({ dataStreams }).ready(name, row), setup({ dataStreams }).ready(name, row)])
  expect(await server.write(name, [document], 'create')).toEqual([])
  await server.call({ method: 'POST', path: `/${name}/_rollover` })
  await setup({ dataStreams }).ready(name, wider)
  const { body } = await server.call({ method: 'GET', path: `/${name}/_mapping` })
  const mappings = Object.entries(body as Record<string, { mappings: { properties: unknown } }>)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([, { mappings }]) => mappings.properties)
  expect(mappings).toEqual([
    { '@timestamp': { type: 'date' }, id: { type: 'long' } },
    { '@timestamp': { type: 'date' }, id: { type: 'long' }, at: { type: 'date' } },
  ])
})

test.runIf(url)('a data stream of parts is as the templates there say', async () => {
  const dataStreams = { by: 'parts', type: 'logs', dataset: 'none', namespace: 'x' } as const
  const resources = { peer: 'elasticsearch', dataStreams } as const
  const without = await setup(resources)
    .ready(newName(), row)
    ?.catch(error => error)
  expect(without.message).toContain('an index template with data_stream for its name has to be there first')
  expect(isRetriable(without)).toBe(false)
  const name = newName()
  const template = { index_patterns: [name], data_stream: {} }
  await server.call({ method: 'PUT', path: `/_index_template/${name}`, body: JSON.stringify(template) })
  await setup(resources).ready(name, row)
  expect(await server.mapping(name)).toMatchObject({ properties: { '@timestamp': { type: 'date' } } })
  expect(JSON.stringify(await server.mapping(name))).not.toContain('"id"')
})
