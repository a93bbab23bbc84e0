import { string } from '../../../connectors/sdk/config.ts'
import { messageOf } from '../../../connectors/sdk/errors.ts'
import { allowing } from '../../../connectors/sdk/validators.ts'
import { type EventPattern, patternOf } from '../event-pattern.ts'

/** The patterns of `trigger.events`: one, or several in an array; none when it is empty. Throws what is wrong with them. */
export const parseTriggers = (text: string): readonly EventPattern[] => {
  if (text.trim() === '') return []
  let patterns: unknown
  try {
    patterns = JSON.parse(text)
  } catch (error) {
    throw new Error(`Not JSON: ${messageOf(error)}`)
  }
  return (Array.isArray(patterns) ? patterns : [patterns]).map(pattern => patternOf(pattern, 'The pattern'))
}

const triggers = allowing<string>('patterns', value => {
  parseTriggers(value ?? '')
})

/** What starts a run besides the time and, for a sink, its topics. */
export const triggerConfig = {
  'trigger.events': string({
    group: 'Running',
    importance: 'LOW',
    default: '',
    validator: triggers,
    doc: 'Events that start a run at once: a pattern in the syntax of EventBridge, or an array of them. It is matched with EventBridge events (`{"source":["aws.s3"],"detail":{"bucket":{"name":["orders"]}}}`), with records of S3 notifications (`{"eventName":[{"prefix":"ObjectCreated"}],"s3":{"bucket":{"name":["orders"]}}}`) and with SQS messages, whose body is read as JSON (`{"eventSource":["aws:sqs"],"body":{"order":[{"exists":true}]}}`).',
  }),
} as const
