import { boolean, type ConfigOf, defineConfig, list, short, string } from '../../../connectors/sdk/config.ts'
import { commonConfig, runMode } from './common-config.ts'
import { eventConfig } from './event-config.ts'
import { fullMatch, regex } from './key-validators.ts'

const common = { group: 'Common', importance: 'HIGH', width: 'LONG' } as const
const errors = { group: 'Error Handling', importance: 'MEDIUM' } as const

/** What every sink's configuration has besides its own keys. */
export const sinkConfig = defineConfig({
  ...commonConfig,
  topics: list({ ...common, default: [], doc: 'Topics to read, separated by commas.' }),
  'topics.regex': string({
    ...common,
    default: '',
    validator: regex,
    doc: 'Regular expression for the whole name of the topics to read. Either this or `topics`.',
  }),
  'errors.deadletterqueue.topic.name': string({
    ...errors,
    default: '',
    doc: 'Topic for records that failed and are tolerated; empty: they are only counted.',
  }),
  'errors.deadletterqueue.topic.replication.factor': short({
    ...errors,
    default: 3,
    doc: 'Replication factor of the dead letter queue when it has to be created.',
  }),
  'errors.deadletterqueue.context.headers.enable': boolean({
    ...errors,
    default: false,
    doc: 'Whether dead letters carry headers that say where they come from and what went wrong.',
  }),
  'run.mode': runMode('schedule', 'continuous', 'event'),
  ...eventConfig,
})

export type SinkConfig = ConfigOf<typeof sinkConfig>

type Properties = Readonly<Record<string, string>>
type Problem = readonly [key: string, message: string]

const both = (message: string): readonly Problem[] => [
  ['topics', message],
  ['topics.regex', message],
]

/** `properties`: as given; a regular expression that is none matches nothing here. */
const matches = (pattern: string, topic: string): boolean => {
  try {
    return fullMatch(pattern).test(topic)
  } catch {
    return false
  }
}

/** What is wrong with the topics, in Kafka Connect's words. */
export const topicProblems = (properties: Properties): readonly Problem[] => {
  const text = (key: string) => (properties[key] ?? '').trim()
  const [topics, pattern, dlq] = ['topics', 'topics.regex', 'errors.deadletterqueue.topic.name'].map(text)
  if (!topics && !pattern) return both('Must configure one of topics or topics.regex')
  const problems: Problem[] = []
  if (topics && pattern)
    problems.push(...both('topics and topics.regex are mutually exclusive options, but both are set.'))
  if (dlq && topics?.split(/\s*,\s*/).includes(dlq))
    problems.push([
      'topics',
      `The DLQ topic '${dlq}' may not be included in the list of topics ('topics=${topics}') consumed by the connector`,
    ])
  if (dlq && pattern && matches(pattern, dlq))
    problems.push([
      'topics.regex',
      `The DLQ topic '${dlq}' may not be matched by the regex for the topics ('topics.regex=${pattern}') consumed by the connector`,
    ])
  return problems
}
