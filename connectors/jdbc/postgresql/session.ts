import { type DriverProperties, isOn } from './driver-properties.ts'
import { literal } from './identifiers.ts'

const setting = (name: string, value: string) => `pg_catalog.set_config('${name}', ${value}, false)`

/** ms; 0: none. It may be a role's or a database's. */
const ownLimit = `(SELECT setting FROM pg_catalog.pg_settings WHERE name = 'statement_timeout')`

/** Amounts with two digits behind the point print the same everywhere in the locale C; others keep theirs. */
const moneyLocale = `CASE WHEN (12.5::numeric)::money::text ~ '50\\D*$' THEN 'C'
  ELSE pg_catalog.current_setting('lc_monetary') END`

/**
 * One statement that makes texts of values independent of the server's settings. Returns first whether the server is a
 * standby, then how long a statement may take by the server's own setting, ms, 0 for no limit.
 */
export const sessionSql = ({ currentSchema, readOnly }: DriverProperties): string => {
  return `SELECT ${[
    'pg_catalog.pg_is_in_recovery()',
    ownLimit,
    setting('client_encoding', `'UTF8'`),
    setting('standard_conforming_strings', `'on'`),
    setting('DateStyle', `'ISO, MDY'`),
    setting('IntervalStyle', `'postgres'`),
    setting('TimeZone', `'UTC'`),
    setting('extra_float_digits', `'3'`),
    setting('bytea_output', `'hex'`),
    setting('lc_monetary', moneyLocale),
    ...(currentSchema ? [setting('search_path', literal(currentSchema))] : []),
    ...(isOn(readOnly) ? [setting('default_transaction_read_only', `'on'`)] : []),
  ].join(', ')}`
}
