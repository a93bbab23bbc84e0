import type { Log, Subject } from './ports/log.ts'
import type { Table } from './ports/table.ts'

export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerLevel {
  readonly level: LogLevel
  /** ms since the epoch; `null`: it was never set */
  readonly modified: number | null
}

/** Levels that were set, by logger, and root's. */
export type LoggerLevels = ReadonlyMap<string, LoggerLevel>

const pk = 'LOGGERS'
export const rootLogger = 'root'
const initial: LoggerLevel = { level: 'INFO', modified: null }

/** The logger of everything here; those of connectors are `<it>.<connector>`. */
export const frameworkLogger = 'org.apache.kafka.connect'

const loggerOf = ({ connector }: Subject): string =>
  connector === undefined ? frameworkLogger : `${frameworkLogger}.${connector}`

export const readLoggers = async (table: Table): Promise<LoggerLevels> => {
  const { items } = await table.query(pk)
  const levels = items.flatMap(({ sk, attributes }): [string, LoggerLevel][] => {
    const level = logLevels.find(known => known === attributes.level)
    const { modified } = attributes
    return level === undefined
      ? []
      : [[sk, { level, modified: typeof modified === 'number' ? modified : null }]]
  })
  return new Map([[rootLogger, initial], ...levels])
}

/** A logger that was not set has the level of the one that it is within. */
export const levelOf = (levels: LoggerLevels, logger: string): LogLevel => {
  const own = levels.get(logger)
  if (own !== undefined) return own.level
  const end = logger.lastIndexOf('.')
  return levelOf(levels, end < 0 ? rootLogger : logger.slice(0, end))
}

/** Sets a level, also of the loggers within that have one of their own; resolves to the names of all of them. */
export const setLoggerLevel = async (
  table: Table,
  logger: string,
  level: LogLevel,
): Promise<readonly string[]> => {
  const levels = await readLoggers(table)
  const within = (name: string) => logger === rootLogger || name.startsWith(`${logger}.`)
  const affected = [...new Set([logger, ...[...levels.keys()].filter(within)])].sort()
  const changed = affected.filter(name => levels.get(name)?.level !== level)
  const { at } = await table.get({ pk, sk: logger })
  await Promise.all(
    changed.map(sk =>
      table.write({ kind: 'logger', key: { pk, sk }, when: {}, set: { level, modified: at } }),
    ),
  )
  return affected
}

/** A log that keeps to the levels as they are when there is something to say; when they cannot be read, to the first ones. */
export const leveledLog =
  (table: Table, log: Log): Log =>
  async entry => {
    const levels = await readLoggers(table).catch((): LoggerLevels => new Map([[rootLogger, initial]]))
    const least = levelOf(levels, loggerOf(entry))
    if (logLevels.indexOf(entry.level) >= logLevels.indexOf(least)) await log(entry)
  }
