import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import type { DocumentSettings } from '../../../connectors/elasticsearch/contract.ts'
import { documents } from '../../../connectors/elasticsearch/document.ts'
import { indexSetup } from '../../../connectors/elasticsearch/index-setup.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal, newStruct, type Value } from '../../../connectors/sdk/value.ts'
import { hasNonFinite, parseDigits, readDocument } from '../../connectors/elasticsearch/read-document.ts'
import { sinkRecord, structOf } from '../../connectors/elasticsearch/sink-record.ts'
import { jsonValue, typedDatum } from '../../connectors/sdk/arbitrary-values.ts'
import { plainServer } from './plain-server.ts'

const url = inject('openSearch')
const server = plainServer(url)
const settings: DocumentSettings = { compactMapEntries: true, ignoresSchema: () => false }
const print = documents(settings)
const setup = () => indexSetup({ call: server.call, documents: settings, resources: { peer: 'opensearch' } })
const newName = () => `documents-${randomUUID()}`

/** An index that keeps documents without looking into them. */
const keepingIndex = async () => {
  const name = newName()
  await server.call({ method: 'PUT', path: `/${name}`, body: '{"mappings":{"enabled":false}}' })
  return name
}

test.runIf(url)('values of any type come back as they were', async () => {
  const any = fc
    .sample(typedDatum, 300)
    .map(({ schema, value }) => structOf({ whole: [schema ?? { type: 'string' }, value] }))
  const data = any.filter(({ value }) => !hasNonFinite(value))
  const name = await keepingIndex()
  expect(
    await server.write(
      name,
      data.map(datum => print(sinkRecord(datum))),
    ),
  ).toEqual([])
  const found = await server.read(name)
  expect(found.map((source, i) => readDocument(data[i]?.schema as Schema, source))).toEqual(
    data.map(({ value }) => value),
  )
})

test.runIf(url)('objects without a schema come back as they were', async () => {
  const texts = fc
    .sample(jsonValue, { numRuns: 300, seed: 8 })
    .map(value => print(sinkRecord({ schema: undefined, value: Object.assign(newStruct(), { value }) })))
  const name = await keepingIndex()
  expect(await server.write(name, texts)).toEqual([])
  expect(await server.read(name)).toEqual(texts.map(parseDigits))
})

const inner = structOf({ city: [{ type: 'string' }, 'Köln'] })
const typed = {
  int8: [{ type: 'int8' }, -128],
  int16: [{ type: 'int16' }, 32767],
  int32: [{ type: 'int32', optional: true }, -2147483648],
  int64: [{ type: 'int64' }, 9223372036854775807n],
  float32: [{ type: 'float32' }, Math.fround(0.1)],
  float64: [{ type: 'float64' }, 1e300],
  boolean: [{ type: 'boolean', default: true }, false],
  string: [{ type: 'string', default: '-' }, 'ü\ud800'],
  bytes: [{ type: 'bytes' }, Buffer.from([0, 1, 255])],
  decimal: [decimalSchema(20), new Decimal(12345678901234567890123456789n, 20)],
  date: [DATE, new Date('2024-02-29')],
  time: [TIME, new Date(86_399_999)],
  timestamp: [{ ...TIMESTAMP, default: new Date(0) }, new Date('1969-12-31T23:59:59.999Z')],
  long_default: [{ type: 'int64', default: 4611686018427387904n }, 0],
  empty: [{ type: 'float64', optional: true }, null],
  struct: [inner.schema as Schema, inner.value],
  items: [{ type: 'array', items: { type: 'int64' } }, [1, -9007199254740993n]],
  structs: [{ type: 'array', items: inner.schema as Schema }, [inner.value]],
  named: [{ type: 'map', keys: { type: 'string' }, values: { type: 'int32' } }, new Map([['a', 1]])],
  numbered: [{ type: 'map', keys: { type: 'int32' }, values: { type: 'string' } }, new Map([[1, 'x']])],
} satisfies Record<string, readonly [Schema, Value]>

const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }

test.runIf(url)('each type is mapped and stored', async () => {
  const name = newName()
  const record = sinkRecord(structOf(typed))
  await setup().ready(name, record)
  expect(await server.mapping(name)).toEqual({
    properties: {
      int8: { type: 'byte' },
      int16: { type: 'short' },
      int32: { type: 'integer' },
      int64: { type: 'long' },
      float32: { type: 'float' },
      float64: { type: 'double' },
      boolean: { type: 'boolean', null_value: true },
      string: text,
      bytes: { type: 'binary' },
      decimal: { type: 'double' },
      date: { type: 'date' },
      time: { type: 'date' },
      timestamp: { type: 'date', null_value: '0' },
      long_default: { type: 'long', null_value: Number(2n ** 62n) },
      empty: { type: 'double' },
      struct: { properties: { city: text } },
      items: { type: 'long' },
      structs: { properties: { city: text } },
      named: { type: 'object' },
      numbered: { properties: { key: { type: 'integer' }, value: text } },
    },
  })
  expect(await server.write(name, [print(record)])).toEqual([])
  const [found] = await server.read(name)
  expect(readDocument(record.value.schema as Schema, found)).toEqual(record.value.value)
})
