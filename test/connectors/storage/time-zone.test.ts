import { expect, test } from 'vitest'
import { isTimeZone, nextAligned } from '../../../connectors/storage/time-zone.ts'

const HOUR = 3_600_000
const next = (at: string, interval: number, zone: string) =>
  new Date(nextAligned(Date.parse(at), interval, zone)).toISOString()

test.each([
  ['2026-11-20T10:03:00.500Z', 10 * 60_000, 'UTC', '2026-11-20T10:10:00.000Z'],
  ['2026-11-20T10:00:00.000Z', HOUR, 'UTC', '2026-11-20T11:00:00.000Z'],
  ['2026-11-20T10:03:00Z', HOUR, 'Asia/Kolkata', '2026-11-20T10:30:00.000Z'],
  ['2026-11-20T22:00:00Z', 24 * HOUR, 'Europe/Berlin', '2026-11-20T23:00:00.000Z'],
  ['2026-03-29T10:00:00Z', 12 * HOUR, 'Europe/Berlin', '2026-03-29T11:00:00.000Z'],
  ['2026-10-25T10:00:00Z', 6 * HOUR, 'Europe/Berlin', '2026-10-25T16:00:00.000Z'],
  ['2026-11-20T10:03:00Z', 7 * HOUR, 'UTC', '2026-11-20T14:00:00.000Z'],
])('after %s every %d ms of the day in %s comes %s', (at, interval, zone, expected) => {
  expect(next(at, interval, zone)).toBe(expected)
})

test('names of zones', () => {
  expect(['UTC', 'America/New_York', '', 'Mars/Olympus'].map(isTimeZone)).toEqual([true, true, false, false])
})
