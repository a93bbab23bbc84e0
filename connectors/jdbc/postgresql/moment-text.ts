import { formatDateTime } from '../date-time.ts'
import type { Instant } from '../dialect.ts'
import type { Zone } from '../zone.ts'

const two = (value: number) => String(value).padStart(2, '0')

const offsetText = (ms: number): string => {
  if (ms === 0) return '+00'
  const seconds = Math.abs(ms) / 1000
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest}`
}

/**
 * The time on the wall clock of the zone, with its offset: a column without a zone takes the one, a column with a zone
 * both. https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT-TIME-STAMPS
 */
export const momentText = (instant: Instant, zone: Zone): string => {
  const text = formatDateTime(instant, zone)
  const offset = offsetText(zone.localOf(instant.ms) - instant.ms)
  return text.endsWith(' BC') ? `${text.slice(0, -3)}${offset} BC` : text + offset
}
