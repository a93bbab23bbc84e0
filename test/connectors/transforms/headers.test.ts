import { expect, test } from 'vitest'
import { dropHeaders } from '../../../connectors/transforms/drop-headers.ts'
import { filter } from '../../../connectors/transforms/filter.ts'
import { insertHeader } from '../../../connectors/transforms/insert-header.ts'
import { opened, plain, sinkRecord } from './transformed.ts'

const header = (key: string, value: string) => ({ key, ...plain(value) })

test('Filter drops whatever it sees', () => {
  expect(opened(filter).apply(sinkRecord({}))).toBeNull()
})

test('DropHeaders drops all headers of its names and leaves others in order', () => {
  const headers = [header('a', '1'), header('b', '2'), header('a', '3'), header('c', '4')]
  const transform = opened(dropHeaders, { headers: 'a, c' })
  expect(transform.apply(sinkRecord({ headers }))?.headers).toEqual([header('b', '2')])
  const untouched = sinkRecord({ headers: [header('b', '2')] })
  expect(transform.apply(untouched)).toBe(untouched)
})

test.each([
  ['', "Configuration 'headers' must not be empty. Valid values include: any non-empty value"],
  ['a,,b', "Configuration 'headers' values must not be empty."],
])('DropHeaders refuses the names %j', (headers, message) => {
  expect(() => opened(dropHeaders, { headers })).toThrow(message)
})

test.each([
  ['200', { schema: { type: 'int16' }, value: 200 }],
  ['9223372036854775807', { schema: { type: 'int64' }, value: 9223372036854775807n }],
  ['true', { schema: { type: 'boolean' }, value: true }],
  ['some text', { schema: { type: 'string' }, value: 'some text' }],
  ['null', { schema: undefined, value: null }],
])('InsertHeader with %s adds what the text stands for, after the others', (literal, datum) => {
  const transform = opened(insertHeader, { header: 'h', 'value.literal': literal })
  const record = sinkRecord({ headers: [header('h', 'old')] })
  expect(transform.apply(record)?.headers).toEqual([header('h', 'old'), { key: 'h', ...datum }])
  expect(record.headers).toHaveLength(1)
})
