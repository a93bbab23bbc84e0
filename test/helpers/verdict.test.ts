import { describe, expect, test } from 'vitest'
import { numberedLine } from './numbered-lines.ts'
import { checkObjects, checkTopic } from './verdict.ts'

const topic = (...numbers: number[]) => numbers.map(n => Buffer.from(numberedLine(n)))
const object = (start: number, ...numbers: number[]) => ({
  key: `object-${start}`,
  start,
  values: numbers.map(numberedLine),
})

describe('what a topic must hold', () => {
  test('all lines in order', () => {
    expect(checkTopic(topic(0, 1, 2), 3)).toEqual({ repeats: 0, rewinds: [] })
  })
  test('repeats are counted, and how far back they began', () => {
    expect(checkTopic(topic(0, 1, 0, 1, 2, 2, 3), 4)).toEqual({ repeats: 3, rewinds: [2, 1] })
  })
  test.each([
    ['a missing line', topic(0, 2), 3, 'line 1 is missing: offset 1 holds line 2'],
    ['a missing end', topic(0, 1), 3, 'the topic ends with line 1, the file with line 2'],
    ['lines out of order', topic(1, 0, 2), 3, 'line 0 is missing: offset 0 holds line 1'],
    ['a changed line', [Buffer.from('0000000000 other')], 1, 'offset 0 holds no line of the file'],
  ])('%s is found', (_, values, lines, message) => {
    expect(() => checkTopic(values, lines)).toThrow(message)
  })
})

describe('what the objects must hold', () => {
  const values = topic(0, 1, 1, 2)
  test('each offset once', () => {
    expect(() => checkObjects([object(2, 1, 2), object(0, 0, 1)], values)).not.toThrow()
  })
  test.each([
    ['a gap', [object(0, 0), object(2, 1, 2)], 'offsets 1 to 1 are in no object; object-2 follows'],
    [
      'an overlap',
      [object(0, 0, 1), object(1, 1, 1, 2)],
      'offsets 1 to 1 are in two objects, one is object-1',
    ],
    ['a missing end', [object(0, 0, 1, 1)], 'offsets 3 to 3 are in no object, at the end'],
    ['a changed value', [object(0, 0, 1, 2, 2)], 'object-0 does not hold what offset 2 holds'],
    ['more than the topic has', [object(0, 0, 1, 1, 2, 3)], 'object-0 does not hold what offset 4 holds'],
  ])('%s is found', (_, objects, message) => {
    expect(() => checkObjects(objects, values)).toThrow(message)
  })
})
