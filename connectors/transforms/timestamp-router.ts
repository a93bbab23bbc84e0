import { defineConfig, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { defineTransform } from '../sdk/transform.ts'
import { allowing } from '../sdk/validators.ts'
import { simpleDateFormat } from './simple-date-format.ts'

const TOPIC = `\${topic}`
const TIMESTAMP = `\${timestamp}`

const config = defineConfig({
  'topic.format': string({
    default: `${TOPIC}-${TIMESTAMP}`,
    importance: 'HIGH',
    doc: `The name of the topic that a record is given; \`${TOPIC}\` and \`${TIMESTAMP}\` stand for those that it has.`,
  }),
  'timestamp.format': string({
    default: 'yyyyMMdd',
    importance: 'HIGH',
    doc: "A pattern of Java's `SimpleDateFormat` for the timestamp, in UTC.",
    validator: allowing('a date pattern', pattern => {
      simpleDateFormat(pattern ?? '')
    }),
  }),
})

/** Gives records another topic, made of theirs and of their timestamp. */
export const timestampRouter = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.TimestampRouter'],
  version: '4.3.1',
  config,
  open: ({ 'topic.format': topicFormat, 'timestamp.format': pattern }) => {
    const { format } = simpleDateFormat(pattern)
    return {
      apply: record => {
        const { topic, timestamp } = record
        if (timestamp === undefined)
          throw new ConnectError('DATA', `Timestamp missing on record: topic ${topic}`)
        const withTopic = topicFormat.replaceAll(TOPIC, () => topic)
        return { ...record, topic: withTopic.replaceAll(TIMESTAMP, () => format(timestamp)) }
      },
    }
  },
})
