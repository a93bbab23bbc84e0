import { describe, expect, it } from 'vitest'
import { parsePattern } from '../../../functions/runtime/event-pattern.ts'

const matches = (pattern: unknown, event: unknown) => parsePattern(JSON.stringify(pattern))(event)

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::one', 'arn:aws:s3:::two'],
  detail: { bucket: { name: 'orders' }, object: { key: 'in/2026/a.csv', size: 12 }, reason: null },
}

describe('a pattern', () => {
  it.each([
    [{ source: ['aws.s3'] }],
    [{ source: ['aws.sqs', 'aws.s3'], detail: { bucket: { name: ['orders'] } } }],
    [{ resources: ['arn:aws:s3:::two'] }],
    [{ detail: { object: { key: [{ prefix: 'in/' }] } } }],
    [{ detail: { object: { key: [{ suffix: '.csv' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'in/*/a.*' }] } } }],
    [{ detail: { object: { size: [{ numeric: ['>', 0, '<=', 12] }] } } }],
    [{ detail: { bucket: { name: [{ 'anything-but': ['secrets', { prefix: 'tmp' }] }] } } }],
    [{ detail: { bucket: { name: [{ 'equals-ignore-case': 'ORDERS' }] } } }],
    [{ detail: { reason: [null], more: [{ exists: false }] } }],
    [{ $or: [{ source: ['aws.sqs'] }, { detail: { object: { size: [12] } } }] }],
  ])('matches: %j', pattern => {
    expect(matches(pattern, event)).toBe(true)
  })

  it.each([
    [{ source: ['aws.sqs'] }],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['others'] } } }],
    [{ resources: ['arn:aws:s3:::three'] }],
    [{ detail: { object: { key: [{ prefix: 'out/' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'in/*.json' }] } } }],
    [{ detail: { object: { size: [{ numeric: ['>', 12] }] } } }],
    [{ detail: { object: { size: ['12'] } } }],
    [{ detail: { bucket: { name: [{ 'anything-but': 'orders' }] } } }],
    [{ detail: { reason: [{ exists: false }] } }],
    [{ account: [{ 'anything-but': '1' }] }],
    [{ $or: [{ source: ['aws.sqs'] }, { account: ['1'] }] }],
  ])('does not match: %j', pattern => {
    expect(matches(pattern, event)).toBe(false)
  })

  it.each([
    ['{source:', 'Not JSON'],
    ['[]', 'The pattern is [], allowed is an object of fields'],
    ['{}', 'The pattern is {}, allowed is an object of fields'],
    ['{"source":"aws.s3"}', 'source of the pattern is "aws.s3", allowed is an object of fields'],
    ['{"a":[{"like":"b"}]}', 'The operator of a is "like"'],
    ['{"a":[{"prefix":1}]}', 'prefix of a is 1, allowed is a string'],
    ['{"a":[{"numeric":[">"]}]}', 'numeric is [">"]'],
    ['{"a":[{"numeric":["constructor",1]}]}', 'numeric is ["constructor",1]'],
    ['{"a":[{"constructor":"x"}]}', 'The operator of a is'],
    ['{"a":[{"exists":"no"}]}', 'exists is "no", allowed is true or false'],
    ['{"$or":[]}', '$or is [], allowed is an array of patterns'],
  ])('that is none is refused: %s', (text, message) => {
    expect(() => parsePattern(text)).toThrow(message)
  })
})
