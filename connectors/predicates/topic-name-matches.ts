import { defineConfig, string } from '../sdk/config.ts'
import { javaPattern, javaRegex } from '../sdk/java-pattern.ts'
import { definePredicate } from '../sdk/transform.ts'
import { allowing, nonEmpty } from '../sdk/validators.ts'

const config = defineConfig({
  pattern: string({
    importance: 'MEDIUM',
    doc: "A regular expression of Java's for the whole name of the topic.",
    validator: allowing(javaRegex.allowed ?? '', pattern => {
      nonEmpty(pattern)
      javaRegex(pattern)
    }),
  }),
})

/** Whether the name of a record's topic matches the configured pattern. */
export const topicNameMatches = definePredicate({
  classes: ['org.apache.kafka.connect.transforms.predicates.TopicNameMatches'],
  version: '4.3.1',
  config,
  open: ({ pattern }) => {
    const { matches } = javaPattern(pattern)
    return { passesUnread: true, test: ({ topic }) => matches(topic) }
  },
})
