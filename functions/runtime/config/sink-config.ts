import { type ConfigOf, defineConfig, list, string } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import { allowing } from '../../../connectors/sdk/validators.ts'
import { commonConfig } from './common-config.ts'
import { deadLetterConfig } from './dead-letter-config.ts'
import { eventConfig } from './event-config.ts'
import { regex } from './key-validators.ts'
import { runMode, runningConfig } from './running-config.ts'

// Kafka Connect gives both the place of `tasks.max`
const common = { group: 'Common', order: 4, importance: 'HIGH', width: 'LONG' } as const

/** Kafka's own texts, which begin otherwise. */
const topicNames = allowing<readonly string[]>('each once', value => {
  const wrong = (what: string) =>
    new ConnectError('INVALID_CONFIG', `Configuration 'topics' values must not be ${what}.`)
  if (value?.includes('')) throw wrong('empty')
  if (new Set(value).size < (value?.length ?? 0)) throw wrong('duplicated')
})

/** What every sink's configuration has besides its own keys. */
export const sinkConfig = defineConfig({
  ...commonConfig,
  topics: list({
    ...common,
    default: [],
    displayName: 'Topics',
    validator: topicNames,
    doc: 'Topics to read, separated by commas.',
  }),
  'topics.regex': string({
    ...common,
    default: '',
    displayName: 'Topics regex',
    validator: regex,
    doc: 'Regular expression for the whole name of the topics to read. Either this or `topics`.',
  }),
  ...deadLetterConfig,
  'run.mode': runMode('schedule', 'continuous', 'event'),
  ...runningConfig,
  ...eventConfig,
})

export type SinkConfig = ConfigOf<typeof sinkConfig>

type Properties = Readonly<Record<string, string>>

const both = (message: string): readonly Problem[] => [
  ['topics', message],
  ['topics.regex', message],
]

/** A regular expression that is none matches nothing here. */
const matches = async (pattern: string, topic: string): Promise<boolean> => {
  const { javaPattern } = await import('../../../connectors/sdk/java-pattern.ts')
  try {
    return javaPattern(pattern).matches(topic)
  } catch {
    return false
  }
}

/** What is wrong with the topics, in Kafka Connect's words. */
export const topicProblems = async (properties: Properties): Promise<readonly Problem[]> => {
  const text = (key: string) => (properties[key] ?? '').trim()
  const [topics, pattern, dlq] = ['topics', 'topics.regex', 'errors.deadletterqueue.topic.name'].map(text)
  if (!topics && !pattern) return both('Must configure one of topics or topics.regex')
  const problems: Problem[] = []
  if (topics && pattern)
    problems.push(...both('topics and topics.regex are mutually exclusive options, but both are set.'))
  const listed = topics?.split(/\s*,\s*/) ?? []
  if (dlq && listed.includes(dlq))
    problems.push([
      'topics',
      `The DLQ topic '${dlq}' may not be included in the list of topics ('topics=[${listed.join(', ')}]') consumed by the connector`,
    ])
  if (dlq && pattern && (await matches(pattern, dlq)))
    problems.push([
      'topics.regex',
      `The DLQ topic '${dlq}' may not be matched by the regex for the topics ('topics.regex=${pattern}') consumed by the connector`,
    ])
  return problems
}
