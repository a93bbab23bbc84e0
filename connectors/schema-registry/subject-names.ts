import { className } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { allowing } from '../sdk/validators.ts'

const packageName = 'io.confluent.kafka.serializers.subject'

interface Named {
  readonly topic: string
  readonly isKey: boolean
  readonly recordName: string | undefined
}

export type SubjectName = (named: Named) => string

const topicName: SubjectName = ({ topic, isKey }) => `${topic}-${isKey ? 'key' : 'value'}`

const recordNameFor =
  (strategy: string): SubjectName =>
  ({ isKey, recordName }) => {
    if (recordName !== undefined) return recordName
    const side = isKey ? 'key' : 'value'
    throw new ConnectError(
      'DATA',
      `In configuration ${side}.subject.name.strategy = ${packageName}.${strategy}, the message ${side} must only be a record schema`,
    )
  }

const strategies: ReadonlyMap<string, SubjectName> = new Map([
  ['TopicNameStrategy', topicName],
  // asks the registry for subjects associated with a topic and falls back to this, the only thing that it does here
  ['AssociatedNameStrategy', topicName],
  ['RecordNameStrategy', recordNameFor('RecordNameStrategy')],
  ['TopicRecordNameStrategy', named => `${named.topic}-${recordNameFor('TopicRecordNameStrategy')(named)}`],
])

const simpleName = (name: string) =>
  name.startsWith(`${packageName}.`) ? name.slice(packageName.length + 1) : name

const choice = [...strategies.keys()]

/** The key that names the strategy of keys or values. */
export const subjectNameStrategy = (side: 'key' | 'value') =>
  className({
    importance: 'MEDIUM',
    group: 'Schemas',
    default: `${packageName}.TopicNameStrategy`,
    doc: `Under which subject schemas of ${side}s are: \`<topic>-${side}\`, the record's full name, or \`<topic>-<full name>\`.`,
    validator: allowing(choice.map(name => `\`${name}\``).join(', '), name => {
      if (name !== null && !strategies.has(simpleName(name)))
        throw new Error(`Class must be one of: ${choice.map(each => `${packageName}.${each}`).join(', ')}`)
    }),
  })

/** The subject of a schema by the strategy that a configuration names. */
export const subjectNames = (strategy: string): SubjectName =>
  strategies.get(simpleName(strategy)) ?? topicName

/** Whether subjects depend on the schemas' names, not on the topic alone. */
export const usesRecordName = (strategy: string): boolean =>
  simpleName(strategy).endsWith('RecordNameStrategy')
