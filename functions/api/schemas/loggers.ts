import { logLevels } from '../../runtime/log-levels.ts'
import { integer, listOf, mapOf, objectOf, oneOfTexts, orNull, text } from '../openapi/schema.ts'

const never = { level: 'INFO', last_modified: null }

export const loggerLevel = objectOf(
  {
    level: oneOfTexts(...logLevels),
    last_modified: orNull(integer('ms since the epoch; null: it was never set')),
  },
  { title: 'LoggerLevel', examples: [never] },
)

export const loggerLevels = mapOf(loggerLevel, { title: 'LoggerLevels', examples: [{ root: never }] })

export const wantedLevel = objectOf(
  { level: text(`in any case: ${logLevels.join(', ')}`) },
  { title: 'WantedLevel', examples: [{ level: 'DEBUG' }] },
)

export const changedLoggers = listOf(text(), {
  title: 'ChangedLoggers',
  examples: [['org.apache.kafka.connect']],
})
