import type { Finding } from '../../connectors/sdk/problem.ts'
import type { SinkConfig } from './connector-config.ts'
import type { Kafka } from './ports/kafka.ts'

/** Topics that a sink is to read and that do not exist: they may come later. */
export const findTopics = async function* (
  kafka: Pick<Kafka, 'topics' | 'topicNames'>,
  config: SinkConfig,
): AsyncGenerator<Finding, void> {
  const { topics, 'topics.regex': regex } = config
  if (regex !== '') {
    const { javaPattern } = await import('../../connectors/sdk/java-pattern.ts')
    const pattern = javaPattern(regex)
    const names = await kafka.topicNames()
    if (!names.some(name => pattern.matches(name)))
      yield ['topics.regex', `No topic has a name that ${regex} matches, so far`, 'warning']
    return
  }
  const found = new Set((await kafka.topics(topics)).map(({ name }) => name))
  for (const topic of topics)
    if (!found.has(topic)) yield ['topics', `The topic ${topic} does not exist yet`, 'warning']
}
