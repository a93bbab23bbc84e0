import type { DriverSettings } from './driver-properties.ts'

interface SessionOptions {
  readonly settings: DriverSettings
  /** ms that a statement that writes may take */
  readonly callTimeout: number
}

/** What is known of the server once the session is set up. */
export interface ServerFacts {
  readonly version: string
  /** MariaDB ends statements itself after `max_statement_time`; s, as it stands for reading. Absent: MySQL. */
  readonly readingLimit?: string
  /** bytes of a statement */
  readonly maxPacket: number
}

/** Taken out: the first changes what string literals mean, the second what they are. */
const unwanted = ['NO_BACKSLASH_ESCAPES', 'EMPTY_STRING_IS_NULL']
/** What does not fit is refused, and a 0 for an AUTO_INCREMENT column is a 0. */
const wanted = ['STRICT_ALL_TABLES', 'NO_AUTO_VALUE_ON_ZERO']

const sqlMode = () => {
  const all = `concat_ws(',', nullif(@@sql_mode, ''), '${wanted.join("', '")}')`
  return unwanted.reduce((text, mode) => `replace(${text}, '${mode}', '')`, all)
}

/** Seconds, rounded up. */
const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000))

/**
 * One text of several statements; the last one tells of the server. Text is utf8mb4, and instants are in UTC, whatever
 * `sessionVariables` says.
 */
export const setUp = ({ settings, callTimeout }: SessionOptions): string => {
  const wait = seconds(callTimeout)
  const own = settings.sessionVariables.replace(/[;,\s]+$/, '').replaceAll(';', ',')
  return [
    `set session net_write_timeout = ${settings.writeTimeout}, lock_wait_timeout = ${wait}, innodb_lock_wait_timeout = ${wait}`,
    ...(own === '' ? [] : [`set session ${own}`]),
    `set session sql_mode = ${sqlMode()}, time_zone = '+00:00'`,
    'set names utf8mb4',
    "show session variables where variable_name in ('version', 'max_statement_time', 'max_allowed_packet')",
  ].join(';')
}

/** Of the rows that the last statement of `setUp` answers. */
export const factsOf = (rows: readonly (readonly unknown[])[]): ServerFacts => {
  const values = new Map(rows.map(([name, value]) => [String(name).toLowerCase(), String(value)]))
  const readingLimit = values.get('max_statement_time')
  return {
    version: values.get('version') ?? 'unknown',
    ...(readingLimit !== undefined && { readingLimit }),
    maxPacket: Number(values.get('max_allowed_packet') ?? 1_048_576),
  }
}
