import { int, long, string } from '../../sdk/config.ts'
import { allowing, atLeast, optional } from '../../sdk/validators.ts'

const connector = { group: 'Connector' } as const

const topicPrefix = allowing<string>('letters, digits, `.`, `_`, `-`; at most 249', value => {
  if (value === null) throw new Error('Topic prefix must not be null.')
  if (value.length > 249)
    throw new Error('Topic prefix length must not exceed max topic name length, 249 chars')
  if (/[^a-zA-Z0-9._-]/.test(value))
    throw new Error(
      "Topic prefix must not contain any character other than ASCII alphanumerics, '.', '_' and '-'.",
    )
})

/** Keys that all classes of the JDBC source have. */
export const pollingKeys = {
  'poll.interval.ms': int({
    default: null,
    validator: optional(atLeast(0)),
    importance: 'HIGH',
    ...connector,
    displayName: 'Poll Interval (ms)',
    doc: 'Time between two reads of a table, ms. Absent: 5000; what is read as a whole because `mode` is absent is then read once.',
  }),
  'table.poll.interval.ms': long({
    default: 60_000,
    validator: atLeast(1),
    importance: 'LOW',
    ...connector,
    displayName: 'Metadata Change Monitoring Interval (ms)',
    doc: 'Time between two looks for new and dropped tables, ms.',
  }),
  'topic.prefix': string({
    default: '',
    validator: topicPrefix,
    importance: 'HIGH',
    ...connector,
    displayName: 'Topic Prefix',
    doc: 'What stands before a table’s bare name in the name of its topic; of a query the topic.',
  }),
  'timestamp.delay.interval.ms': long({
    default: 0,
    validator: atLeast(0),
    importance: 'HIGH',
    ...connector,
    displayName: 'Delay Interval (ms)',
    doc: 'How old a row’s timestamp has to be before it is read, ms: longer than transactions last, so that what they commit late is not missed.',
  }),
} as const
