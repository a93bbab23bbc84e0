import type { Problem } from '../../sdk/problem.ts'
import type { ConfluentConfig } from './confluent-config.ts'
import { texts } from './selection-keys.ts'
import { defaultRetries, type Mode, type SourceSettings } from './settings.ts'

/** Numbers as both classes say how they are mapped. */
export const numericMapping = (config: {
  readonly 'numeric.mapping': string | null
  readonly 'numeric.precision.mapping': boolean
}): SourceSettings['reading']['numericMapping'] => {
  const fallback = config['numeric.precision.mapping'] ? 'precision_only' : 'none'
  return (config['numeric.mapping'] || fallback).toLowerCase() as SourceSettings['reading']['numericMapping']
}

export const confluentSettings = (config: ConfluentConfig): SourceSettings => {
  const masked = config['query.masked']?.reveal() ?? ''
  const isolation = config['transaction.isolation.mode']
  return {
    connection: config,
    mode: config.mode as Mode,
    query: masked || config.query,
    queryMasked: masked !== '',
    querySuffix: config['query.suffix'],
    selection: {
      whitelist: texts(config['table.whitelist']),
      blacklist: texts(config['table.blacklist']),
      include: texts(config['table.include.list']),
      exclude: texts(config['table.exclude.list']),
      types: config['table.types'],
      schemaPattern: config['schema.pattern'],
      catalogPattern: config['catalog.pattern'],
      qualified: true,
    },
    columns: {
      incrementing: config['incrementing.column.name'],
      timestamps: texts(config['timestamp.column.name']),
      incrementingMapping: texts(config['incrementing.column.mapping']),
      timestampMapping: texts(config['timestamp.columns.mapping']),
    },
    validateNonNull: config['validate.non.null'],
    timestampInitial: config['timestamp.initial'],
    incrementingInitial: -1,
    delay: config['timestamp.delay.interval.ms'],
    reading: {
      numericMapping: numericMapping(config),
      timestampGranularity: config['timestamp.granularity'].toLowerCase(),
      timeZone: config['db.timezone'],
      otherTypes: config['other.types'] as SourceSettings['reading']['otherTypes'],
    },
    topicPrefix: config['topic.prefix'],
    recordKey: config['record.key.mode'] as SourceSettings['recordKey'],
    pollInterval: config['poll.interval.ms'],
    tablePollInterval: config['table.poll.interval.ms'],
    batchRows: config['batch.max.rows'],
    retries: config['query.retry.attempts'] < 0 ? defaultRetries : config['query.retry.attempts'],
    isolation: isolation === 'DEFAULT' ? '' : isolation.replaceAll('_', ' '),
  }
}

const bothQueries =
  "Both 'query' and 'query.masked' configs cannot be set at the same time. Please use only one of them."

export const confluentProblems = function* (config: ConfluentConfig): Iterable<Problem> {
  if (config.query === '' || (config['query.masked']?.reveal() ?? '') === '') return
  yield ['query', bothQueries]
  yield ['query.masked', bothQueries]
}
