import { defineConfig, string } from '../sdk/config.ts'
import { javaPattern, javaRegex } from '../sdk/java-pattern.ts'
import { defineTransform } from '../sdk/transform.ts'

const config = defineConfig({
  regex: string({
    importance: 'HIGH',
    doc: "A regular expression of Java's for the whole name of the topic.",
    validator: javaRegex,
  }),
  replacement: string({
    importance: 'HIGH',
    doc: 'What takes the place of the first match in names that match as a whole; `$1` stands for a group of the pattern, a name in braces for a named one.',
  }),
})

/** Gives records of topics whose names match another topic. */
export const regexRouter = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.RegexRouter'],
  version: '4.3.1',
  config,
  open: ({ regex, replacement }) => {
    const replace = javaPattern(regex).replacing(replacement)
    // records of one topic come in a row
    let last: { readonly topic: string; readonly to: string } | undefined
    return {
      passesUnread: true,
      apply: record => {
        const { topic } = record
        if (last?.topic !== topic) last = { topic, to: replace(topic) ?? topic }
        return last.to === topic ? record : { ...record, topic: last.to }
      },
    }
  },
})
