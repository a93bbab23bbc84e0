import { expect, test } from 'vitest'
import { STRING } from '../../../connectors/sdk/schema.ts'
import {
  setSchemaMetadataKey,
  setSchemaMetadataValue,
} from '../../../connectors/transforms/set-schema-metadata.ts'
import { object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const schema = structOf({ a: STRING }, { name: 'old', version: 1, doc: 'd', optional: true })
const value = object({ a: 'x' })

test('name and version change, and nothing else', () => {
  expect(valueFrom(setSchemaMetadataValue, { 'schema.name': 'new' })({ schema, value })).toEqual({
    schema: { ...schema, name: 'new' },
    value,
  })
  const key = opened(setSchemaMetadataKey, { 'schema.version': '2' }).apply(
    sinkRecord({ key: { schema, value: null } }),
  )?.key
  expect(key).toEqual({ schema: { ...schema, version: 2 }, value: null })
})

test('null is the default where that is wanted', () => {
  const a = { type: 'string', optional: true, default: 'd' } as const
  const row = { schema: structOf({ a }), value: object({ a: null }) }
  const named = { 'schema.name': 'n' }
  expect(valueFrom(setSchemaMetadataValue, named)(row)?.value).toEqual(object({ a: 'd' }))
  const kept = { ...named, 'replace.null.with.default': 'false' }
  expect(valueFrom(setSchemaMetadataValue, kept)(row)?.value).toEqual(object({ a: null }))
})

test('only a struct has a schema to change', () => {
  const named = valueFrom(setSchemaMetadataValue, { 'schema.name': 'n' })
  expect(named(plain(null))).toEqual(plain(null))
  expect(() => named(plain(1))).toThrow('Schema required for [updating schema metadata]')
  expect(() => named({ schema: STRING, value: 'x' })).toThrow('Cannot list fields on non-struct type')
  expect(() => opened(setSchemaMetadataValue)).toThrow('Neither schema name nor version configured')
})

test('one schema comes of one schema', () => {
  const transform = opened(setSchemaMetadataValue, { 'schema.name': 'n' })
  const [a, b] = [1, 2].map(() => transform.apply(sinkRecord({ value: { schema, value } })))
  expect(a?.value.schema).toBe(b?.value.schema)
})
