import { int, long, string } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import { allowing, between, optional } from '../../../connectors/sdk/validators.ts'
import { aliasOf } from '../connector-alias.ts'
import { parsePattern } from '../event-pattern.ts'

const group = { group: 'Events', importance: 'LOW' } as const

/** Lambda's own default; anything else it counts in whole seconds. */
export const defaultWindow = 500

const window = allowing<number>(`${defaultWindow}, or whole seconds up to 300000`, value => {
  between(0, 300_000)(value)
  if (value !== null && value !== defaultWindow && value % 1_000 !== 0)
    throw new Error(`Value must be ${defaultWindow} or whole seconds`)
})

const pattern = allowing<string>('a pattern', value => {
  if (value) parsePattern(value)
})

const destination = allowing<string>('an ARN, or `kafka://topic`', value => {
  if (value && !/^(arn:[^:]+:(sqs|sns|s3):|kafka:\/\/.)/.test(value))
    throw new Error('Value must be the ARN of an SQS queue, an SNS topic or an S3 bucket, or kafka://topic')
})

/** How a sink with `run.mode=event` gets its records: Lambda's event source mapping, in its terms. */
export const eventConfig = {
  'event.batch.size': int({
    ...group,
    default: 100,
    validator: between(1, 10_000),
    doc: 'Most records of one event. What an event has is at most 6 MB as JSON, keys and values in base64.',
  }),
  'event.batch.window.ms': long({
    ...group,
    default: defaultWindow,
    validator: window,
    doc: 'How long records are gathered before an event is made of them, ms: 500, or whole seconds up to 300000.',
  }),
  'event.filter': string({
    ...group,
    default: '',
    validator: pattern,
    doc: 'Pattern of the records that events have, JSON in the syntax of Lambda’s event filtering, such as `{"value":{"kind":["order"]}}`. Records that do not match are passed over for good.',
  }),
  'event.on.failure.destination': string({
    ...group,
    default: '',
    validator: destination,
    doc: 'Where a batch goes that failed ten times: the ARN of an SQS queue, an SNS topic or an S3 bucket, or `kafka://topic`. The connector goes on behind it. Empty: it is tried for ever. On one machine it is tried for ever in any case.',
  }),
  'event.provisioned.pollers.min': int({
    ...group,
    default: null,
    validator: optional(between(1, 200)),
    doc: 'Pollers that are always there (provisioned mode, billed by the hour). Default, without `event.provisioned.pollers.max` too: on demand.',
  }),
  'event.provisioned.pollers.max': int({
    ...group,
    default: null,
    validator: optional(between(1, 2_000)),
    doc: 'Pollers that provisioned mode may grow to. Provisioned, Lambda repeats what failed of a batch instead of all of it.',
  }),
} as const

type Properties = Readonly<Record<string, string>>

const problem = (key: string, value: string | undefined, why: string): Problem => [
  key,
  `Invalid value ${value} for configuration ${key}: ${why}`,
]

/** Why a sink cannot be fed by events. */
export const eventProblems = (sink: Sink, properties: Properties): readonly Problem[] => {
  if (properties['run.mode']?.trim() !== 'event') return []
  const mode = (why: string) => problem('run.mode', 'event', why)
  const [min, max] = ['min', 'max'].map(end => properties[`event.provisioned.pollers.${end}`])
  return [
    ...(sink.holdsBack === true
      ? [mode('the writer of this sink holds records back over flushes, which events do not bring again')]
      : []),
    ...(properties['topics.regex']?.trim()
      ? [mode('topics.regex cannot be followed, name them in topics')]
      : []),
    ...(Number(min) > Number(max)
      ? [
          problem(
            'event.provisioned.pollers.min',
            min,
            `it is more than event.provisioned.pollers.max, ${max}`,
          ),
        ]
      : []),
    ...nameProblems(properties.name ?? ''),
  ]
}

const nameProblems = (name: string): readonly Problem[] => {
  try {
    aliasOf(name)
    return []
  } catch (error) {
    if (error instanceof ConnectError) return [['name', error.message]]
    throw error
  }
}
