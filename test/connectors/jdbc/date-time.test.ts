import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDateTime,
  formatTime,
  parseDateTime,
  parseTime,
} from '../../../connectors/jdbc/date-time.ts'
import { UTC_ZONE, zoneOf } from '../../../connectors/jdbc/zone.ts'

const utc = (text: string) => parseDateTime(text, UTC_ZONE)
const at = (iso: string, nanos = 0) => ({ ms: Date.parse(iso), nanos })

describe('date-times', () => {
  it.each([
    ['2024-02-29 12:34:56.789012', at('2024-02-29T12:34:56.789Z', 789_012_000)],
    ['2024-02-29T12:34:56.123456789Z', at('2024-02-29T12:34:56.123Z', 123_456_789)],
    ['2024-02-29 12:34:56+02', at('2024-02-29T10:34:56Z')],
    ['2024-02-29 12:34:56.5-05:30', at('2024-02-29T18:04:56.5Z', 500_000_000)],
    ['1890-01-01 00:00:00+00:09:21', at('1889-12-31T23:50:39Z')],
    ['2024-02-29', at('2024-02-29T00:00:00Z')],
    ['2024-02-29 07:30', at('2024-02-29T07:30:00Z')],
    ['1969-12-31 23:59:59.999999', at('1969-12-31T23:59:59.999Z', 999_999_000)],
    ['0044-03-15 BC', at('-000043-03-15T00:00:00Z')],
    ['4713-01-01 00:00:00+00 BC', at('-004712-01-01T00:00:00Z')],
    ['12345-06-07 08:09:10', at('+012345-06-07T08:09:10Z')],
  ])('reads %s', (text, instant) => {
    expect(utc(text)).toEqual(instant)
  })

  it.each([
    'infinity',
    '0000-00-00',
    '2023-02-29',
    '2023-13-01',
    '2023-01-01 25:00:00',
    '2023-01-01 10:00:00+x',
    '',
  ])('takes %s for no date-time', text => {
    expect(utc(text)).toBeUndefined()
  })

  it('takes a skipped time for the one after the change, and a repeated one for the later', () => {
    const berlin = zoneOf('Europe/Berlin')
    expect(parseDateTime('2024-03-31 02:30:00', berlin)).toEqual(at('2024-03-31T01:30:00Z'))
    expect(parseDateTime('2024-10-27 02:30:00', berlin)).toEqual(at('2024-10-27T01:30:00Z'))
    expect(parseDateTime('2024-10-27 01:30:00', berlin)).toEqual(at('2024-10-26T23:30:00Z'))
    expect(parseDateTime('2024-10-27 03:00:00', berlin)).toEqual(at('2024-10-27T02:00:00Z'))
  })

  it('names zones that there are not', () => {
    expect(() => zoneOf('Europe/Atlantis')).toThrow("Unknown time zone 'Europe/Atlantis'")
  })

  it('reads what it printed, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia')
    const ms = fc.integer({ min: -2e14, max: 2e14 })
    fc.assert(
      fc.property(ms, fc.nat(999_999), zones, (whole, behind, name) => {
        const instant = { ms: whole, nanos: (whole - Math.floor(whole / 1000) * 1000) * 1_000_000 + behind }
        const zone = zoneOf(name)
        const back = parseDateTime(formatDateTime(instant, zone), zone)
        // an hour that a clock shows twice is read as the later one
        const later = back !== undefined && formatDateTime(back, zone) === formatDateTime(instant, zone)
        return later && back.ms >= instant.ms && back.ms - instant.ms <= 24 * 3_600_000
      }),
    )
  })

  it('prints days as Date does, far from now too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), ms => {
        expect(formatDate(ms, UTC_ZONE)).toBe(new Date(ms).toISOString().slice(0, 10))
      }),
    )
  })
})

describe('times of day', () => {
  it.each([
    ['12:34:56.789012', 45_296_789_012_000],
    ['24:00:00', 86_400_000_000_000],
    ['-838:59:59', -3_020_399_000_000_000],
    ['00:00:00', 0],
  ])('reads %s', (text, nanos) => {
    expect(parseTime(text)).toBe(nanos)
  })

  it('prints ms', () => {
    expect([formatTime(45_296_789), formatTime(0), formatTime(86_399_000)]).toEqual([
      '12:34:56.789',
      '00:00:00',
      '23:59:59',
    ])
  })
})
