import { expect, test } from 'vitest'
import { hasHeaderKey } from '../../../connectors/predicates/has-header-key.ts'
import { recordIsTombstone } from '../../../connectors/predicates/record-is-tombstone.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { OPTIONAL_STRING } from '../../../connectors/sdk/schema.ts'
import { plain, sinkRecord } from '../transforms/transformed.ts'

const header = (key: string) => ({ key, ...plain(null) })

test('HasHeaderKey looks for the name among all headers', () => {
  const predicate = hasHeaderKey.open(parseConfig(hasHeaderKey.config, { name: 'b' }))
  expect(predicate.test(sinkRecord({ headers: [header('a'), header('b')] }))).toBe(true)
  expect(predicate.test(sinkRecord({ headers: [header('B')] }))).toBe(false)
  expect(predicate.test(sinkRecord({}))).toBe(false)
})

test('HasHeaderKey needs a name', () => {
  expect(() => parseConfig(hasHeaderKey.config, { name: ' ' })).toThrow(
    'Invalid value  for configuration name: String must be non-empty',
  )
})

test('RecordIsTombstone asks the value alone', () => {
  const predicate = recordIsTombstone.open({})
  expect(predicate.test(sinkRecord({ key: plain('k') }))).toBe(true)
  expect(predicate.test(sinkRecord({ value: { schema: OPTIONAL_STRING, value: null } }))).toBe(true)
  expect(predicate.test(sinkRecord({ value: plain('') }))).toBe(false)
})
