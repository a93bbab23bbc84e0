import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { simpleDateFormat } from '../../../connectors/transforms/simple-date-format.ts'

// years of two digits are those from 80 years ago on
beforeAll(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12) }))
afterAll(() => vi.useRealTimers())

// every expectation here is what java.text.SimpleDateFormat answered, but where it says otherwise
const newYearsEve = 1_735_689_599_123
const beforeCutover = -12_253_852_800_001

describe('writes', () => {
  test.each([
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2024-12-31T23:59:59.123Z', '1581-08-30T23:59:59.999Z'],
    ['EEE, d MMM yy h:mm a z', 'Tue, 31 Dec 24 11:59 PM UTC', 'Wed, 30 Aug 81 11:59 PM UTC'],
    [
      'EEEE MMMM LLL GGG zzzz Z X',
      'Tuesday December Dec AD Coordinated Universal Time +0000 Z',
      'Wednesday August Aug AD Coordinated Universal Time +0000 Z',
    ],
    ['D u k K', '366 2 23 11', '242 3 23 11'],
    ["''yyyy''", "'2024'", "'1581'"],
    ['SSSSSS', '000123', '000999'],
    ['yyyyy y', '02024 2024', '01581 1581'],
    ['', '', ''],
  ])('%j', (pattern, now, then) => {
    const { format } = simpleDateFormat(pattern)
    expect([format(newYearsEve), format(beforeCutover)]).toEqual([now, then])
  })

  test('weeks as in the United States, from 1583 on', () => {
    const { format } = simpleDateFormat("YYYY-'W'ww W F")
    expect(format(newYearsEve)).toBe('2025-W01 5 5')
    expect(format(Date.UTC(2022, 0, 1))).toBe('2022-W01 1 1')
    expect(format(Date.UTC(2022, 0, 2))).toBe('2022-W02 2 1')
    expect(() => format(beforeCutover)).toThrow('Weeks before the year 1583 are not supported')
  })
})

describe('reads', () => {
  test.each([
    ['yyyy-MM-dd', '2020-13-45 and more', 1613260800000],
    ['yyyyMMdd', '20200229', 1582934400000],
    ['yyyyMMdd', '2020022', 1580601600000],
    ['yy-M-d', '45-1-1', 2366841600000],
    ['yy-M-d', '46-1-1', 2398377600000],
    ['yy-M-d', '99-1-1', 915148800000],
    ['yy-M-d', '1999-1-1', 915148800000],
    ['yyyy-MM-dd', '  2020- 1- 2', 1577923200000],
    ['yyyy-MM-dd', '2020/01/01', undefined],
    ['d MMM yyyy', '1 jANUARY 2020', 1577836800000],
    ['d MMM yyyy', '1 Foo 2020', undefined],
    ["yyyy-MM-dd'T'HH:mm:ssX", '2020-01-01T00:00:00+01', 1577833200000],
    ['yyyy-MM-dd HH:mm z', '2020-01-01 00:00 GMT-3:30', 1577849400000],
    ['yyyy-MM-dd HH:mm Z', '2020-01-01 00:00 +2400', undefined],
    ['h:mm a', '12:30 am', 1800000],
    ['h:mm a', '12:30 PM', 45000000],
    ['H:mm', '25:61', 93660000],
    ['yyyy-DDD', '2020-366', 1609372800000],
    ['yyyy-MM-dd', '1582-10-10', -12218860800000],
    ['yyyy-MM-dd', '1500-02-29', -14825894400000],
    ['G y', 'BC 1', -62167392000000],
    ['S', '1E2', 100],
    ['S', '12E', 12],
    ['EEE d MMM yyyy', 'Mon 2 Jan 2020', 1577923200000],
    ['yyyy-MM-dd', '2020-01--5', 1577318400000],
    ["HH 'o''clock'", "07 o'clock", 25200000],
    // Java knows the names of all zones
    ['z', 'Pacific Standard Time', undefined],
    // Java reads digits of all scripts
    ['S', '٣', undefined],
  ])('by %j: %j', (pattern, text, expected) => {
    expect(simpleDateFormat(pattern).parse(text)).toBe(expected)
  })

  test.each([
    ['yyyy-MM-dd', undefined],
    ['EEE, d MMM yyyy', undefined],
    ['YYYY-MM-dd', 'Y'],
    ['yyyy-ww', 'w'],
    ['EEE HH:mm', 'E'],
  ])('or is for writing only: %j', (pattern, letter) => {
    expect(simpleDateFormat(pattern).unreadable).toBe(letter)
  })
})

test.each([
  ['bad-format', "Illegal pattern character 'b'"],
  ["yyyy'T", 'Unterminated quote'],
  ['XXXX', 'invalid ISO 8601 format: length=4'],
])('%j is no pattern', (pattern, message) => {
  expect(() => simpleDateFormat(pattern)).toThrow(message)
})
