import { expect, test } from 'vitest'
import { topicNameMatches } from '../../../connectors/predicates/topic-name-matches.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { regexRouter } from '../../../connectors/transforms/regex-router.ts'
import { timestampRouter } from '../../../connectors/transforms/timestamp-router.ts'
import { opened, sinkRecord } from './transformed.ts'

test('RegexRouter gives topics that match another name', () => {
  const { apply } = opened(regexRouter, { regex: '(.*)-(\\d{8})', replacement: '$1' })
  const record = sinkRecord({ topic: 'index-20160117' })
  expect(apply(record)).toEqual({ ...record, topic: 'index' })
  expect(apply(record)?.topic).toBe('index')
  const other = sinkRecord({ topic: 'index' })
  expect(apply(other)).toBe(other)
})

test('RegexRouter finds what is wrong with a replacement when a topic matches', () => {
  const { apply } = opened(regexRouter, { regex: 'a(.*)', replacement: '$3' })
  expect(apply(sinkRecord({ topic: 'b' }))?.topic).toBe('b')
  expect(() => apply(sinkRecord({ topic: 'ab' }))).toThrow('No group 3')
})

test('RegexRouter refuses what is no regular expression', () => {
  expect(() => opened(regexRouter, { regex: '[', replacement: '' })).toThrow(
    'Invalid value [ for configuration regex: Invalid regex: Unclosed character class near index 0\n[\n^',
  )
})

const placeholders = `\${timestamp}-$1-\${topic}-\${timestamp}`
test.each([
  [{}, 'test', 'test-20170103'],
  [{ 'timestamp.format': "yyyy-MM-dd'T'HH" }, 'test', 'test-2017-01-03T06'],
  [{ 'topic.format': placeholders }, 'test', '20170103-$1-test-20170103'],
  [{ 'topic.format': 'x', 'timestamp.format': '' }, 'test', 'x'],
  [{}, `a-\${timestamp}`, 'a-20170103-20170103'],
])('TimestampRouter with %j routes %s to %s', (properties, topic, expected) => {
  const record = sinkRecord({ topic, timestamp: 1483425001864 })
  expect(opened(timestampRouter, properties).apply(record)?.topic).toBe(expected)
})

test('TimestampRouter needs a timestamp, and a pattern', () => {
  expect(() => opened(timestampRouter).apply(sinkRecord({ topic: 'test' }))).toThrow(
    'Timestamp missing on record: topic test',
  )
  expect(() => opened(timestampRouter, { 'timestamp.format': 'b' })).toThrow(
    "Invalid value b for configuration timestamp.format: Illegal pattern character 'b'",
  )
})

const matching = (pattern: string) => topicNameMatches.open(parseConfig(topicNameMatches.config, { pattern }))

test('TopicNameMatches takes the whole name', () => {
  const names = ['my-prefix-', 'x-my-prefix-a', 'my-prefix-a\n']
  expect(names.map(topic => matching('my-prefix-.*').test(sinkRecord({ topic })))).toEqual([
    true,
    false,
    false,
  ])
})

test.each([
  ['', 'Invalid value  for configuration pattern: String must be non-empty'],
  [
    '*',
    "Invalid value * for configuration pattern: Invalid regex: Dangling meta character '*' near index 0\n*\n^",
  ],
  [
    '(?x)a',
    'Invalid value (?x)a for configuration pattern: Invalid regex: The flag x is not supported: (?x)a',
  ],
])('TopicNameMatches refuses %j', (pattern, message) => {
  expect(() => matching(pattern)).toThrow(message)
})
