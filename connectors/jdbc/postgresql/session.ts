import { type DriverProperties, isOn } from './driver-properties.ts'
import { literal } from './identifiers.ts'

export interface Role {
  readonly standby: boolean
}

const setting = (name: string, value: string) => `pg_catalog.set_config('${name}', ${value}, false)`

/** The server's own limit when that is less, which may be a role's or a database's. */
const statementTimeout = (limit: number) =>
  `(SELECT CASE WHEN setting::int BETWEEN 1 AND ${limit} THEN setting ELSE '${limit}' END
    FROM pg_catalog.pg_settings WHERE name = 'statement_timeout')`

/** Amounts with two digits behind the point print the same everywhere in the locale C; others keep theirs. */
const moneyLocale = `CASE WHEN (12.5::numeric)::money::text ~ '50\\D*$' THEN 'C'
  ELSE pg_catalog.current_setting('lc_monetary') END`

/**
 * One statement that makes texts of values independent of the server's settings, and limits how long statements take.
 * Returns first whether the server is a standby.
 */
export const sessionSql = (properties: DriverProperties, statementLimit: number): string => {
  const { currentSchema, readOnly } = properties
  const limit = Math.max(1, Math.min(Math.round(statementLimit), 2 ** 31 - 1))
  return `SELECT ${[
    'pg_catalog.pg_is_in_recovery()',
    setting('client_encoding', `'UTF8'`),
    setting('standard_conforming_strings', `'on'`),
    setting('DateStyle', `'ISO, MDY'`),
    setting('IntervalStyle', `'postgres'`),
    setting('TimeZone', `'UTC'`),
    setting('extra_float_digits', `'3'`),
    setting('bytea_output', `'hex'`),
    setting('lc_monetary', moneyLocale),
    setting('statement_timeout', statementTimeout(limit)),
    ...(currentSchema ? [setting('search_path', literal(currentSchema))] : []),
    ...(isOn(readOnly) ? [setting('default_transaction_read_only', `'on'`)] : []),
  ].join(', ')}`
}
