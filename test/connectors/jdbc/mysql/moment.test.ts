import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mySqlDialect } from '../../../../connectors/jdbc/mysql/mysql-dialect.ts'

const dialect = mySqlDialect({ quoted: true })
const column = { name: 'c', type: 'datetime', declared: 'datetime(6)', nullable: true, autoIncrement: false }
const byte = (value: number, shift: number) => String.fromCharCode((value >> shift) & 255)

/** As the binary protocol has it. */
const encoded = (ms: number, micros: number) => {
  const at = new Date(ms)
  const year = at.getUTCFullYear()
  const day = byte(year, 0) + byte(year, 8) + byte(at.getUTCMonth() + 1, 0) + byte(at.getUTCDate(), 0)
  const clock = byte(at.getUTCHours(), 0) + byte(at.getUTCMinutes(), 0) + byte(at.getUTCSeconds(), 0)
  return day + clock + byte(micros, 0) + byte(micros, 8) + byte(micros, 16) + byte(micros, 24)
}

describe('moments of MySQL', () => {
  test('are read and bound to the microsecond', () => {
    const seconds = fc.integer({ min: Date.UTC(1000, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 })
    fc.assert(
      fc.property(seconds, fc.nat(999_999), (second, micros) => {
        const moment = dialect.instantOf?.(encoded(second * 1000, micros), column, 'UTC')
        expect(moment).toEqual({ ms: second * 1000 + Math.floor(micros / 1000), nanos: micros * 1000 })
        if (moment === undefined) return
        const iso = new Date(second * 1000).toISOString()
        const text = String(dialect.instantParameter(moment, 'UTC', column))
        expect(text.slice(0, 19)).toBe(iso.slice(0, 19).replace('T', ' '))
        expect((text.slice(20) || '0').padEnd(6, '0')).toBe(String(micros).padStart(6, '0'))
      }),
    )
  })

  test.each(['', '\0\0\0\0', encoded(0, 0).replace('\x01\x01', '\x00\x01')])(
    'zero dates are none: %j',
    raw => {
      expect(dialect.instantOf?.(raw, column, 'UTC')).toBeUndefined()
    },
  )

  test('are in UTC when the column has a zone, else in that of the database', () => {
    const raw = encoded(Date.parse('2024-07-01T12:00:00Z'), 0)
    expect(dialect.instantOf?.(raw, column, 'Europe/Paris')?.ms).toBe(Date.parse('2024-07-01T10:00:00Z'))
    const zoned = { ...column, type: 'timestamp' }
    expect(dialect.instantOf?.(raw, zoned, 'Europe/Paris')?.ms).toBe(Date.parse('2024-07-01T12:00:00Z'))
  })
})
