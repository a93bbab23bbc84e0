import { boolean, type ConfigOf, defineConfig, int, string } from '../../sdk/config.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { javaPattern, javaRegex } from '../../sdk/java-pattern.ts'
import type { ConnectRecord, Datum } from '../../sdk/record.ts'
import { defineTransform } from '../../sdk/transform.ts'
import { allowing } from '../../sdk/validators.ts'
import { requireStruct } from '../operand.ts'
import { adjusting, schemaNameConfig } from './adjust-schema-name.ts'
import { isEnvelope } from './envelope.ts'
import { logicalEnvelope, logicalKey, perSchemaAndTopic } from './logical-schemas.ts'

const present = allowing<string>('not empty', value => {
  if (value === '') throw new Error('A value is required')
})

const config = defineConfig({
  'topic.regex': string({
    importance: 'LOW',
    doc: 'Records whose whole topic matches get another one.',
    validator: allowing('a regular expression of Java’s, not empty', value => {
      present(value)
      javaRegex(value)
    }),
  }),
  'topic.replacement': string({
    importance: 'LOW',
    doc: 'The new topic; `$1` is what the first group matched.',
    validator: present,
  }),
  'key.enforce.uniqueness': boolean({
    default: true,
    importance: 'LOW',
    doc: 'Whether keys get a field that says which table they are of: rows of two tables may have the same key.',
  }),
  'key.field.name': string({
    default: '__dbz__physicalTableIdentifier',
    importance: 'LOW',
    doc: 'The name of this field.',
  }),
  'key.field.regex': string({
    default: null,
    importance: 'LOW',
    doc: 'The field holds the old topic, or, when this matches the whole of it, what `key.field.replacement` makes of it.',
    validator: javaRegex,
  }),
  'key.field.replacement': string({
    default: null,
    importance: 'LOW',
    doc: 'What the field holds then; `$1` is what the first group matched.',
  }),
  ...schemaNameConfig,
  'logical.table.cache.size': int({
    default: 16,
    importance: 'LOW',
    doc: 'For how many topics the new one is remembered.',
  }),
})
type Options = ConfigOf<typeof config>

const remembering = <T>(most: number, make: (topic: string) => T) => {
  const known = new Map<string, { readonly result: T }>()
  return (topic: string): T => {
    const found = known.get(topic)
    if (found !== undefined) return found.result
    const result = make(topic)
    if (known.size >= most) known.clear()
    known.set(topic, { result })
    return result
  }
}

const identifying = (options: Options): ((topic: string) => string) => {
  const [regex, replacement] = [options['key.field.regex'] ?? '', options['key.field.replacement'] ?? '']
  if (regex === '') return topic => topic
  if (replacement === '')
    throw new ConnectError(
      'INVALID_CONFIG',
      'Invalid value null for configuration key.field.replacement: key.field.replacement must be non-empty if key.field.regex is set.',
    )
  const replace = javaPattern(regex).replacing(replacement)
  return remembering(options['logical.table.cache.size'], topic => replace(topic) ?? topic)
}

const keyChange = (options: Options, adjust: (name: string) => string) => {
  const identifier = { field: options['key.field.name'], of: identifying(options) }
  const table = options['key.enforce.uniqueness'] ? identifier : undefined
  const logical = perSchemaAndTopic((schema, topic) => logicalKey(schema, adjust(`${topic}.Key`), table))
  return ({ key, topic: from }: ConnectRecord, to: string): Datum => {
    // a null key loses its schema
    if (key.value === null) return { schema: undefined, value: null }
    const { schema: physical, value } = requireStruct(key, 'Updating schema')
    const { schema, change } = logical(physical, to)
    return { schema, value: change(value, from) }
  }
}

const valueChange = (adjust: (name: string) => string) => {
  const logical = perSchemaAndTopic((schema, topic) =>
    logicalEnvelope(schema, { name: adjust(`${topic}.Envelope`), rowName: adjust(`${topic}.Value`) }),
  )
  return (datum: Datum, topic: string): Datum => {
    if (datum.value === null || !isEnvelope(datum)) return datum
    const { schema: physical, value } = requireStruct(datum, 'Updating schema')
    const { schema, change } = logical(physical, topic)
    return { schema, value: change(value) }
  }
}

/** Sends change events of several tables to one topic, with keys that tell the tables apart. */
export const byLogicalTableRouter = defineTransform({
  classes: ['io.debezium.transforms.ByLogicalTableRouter'],
  version: '3.6.0.Final',
  config,
  open: options => {
    const adjust = adjusting(options['schema.name.adjustment.mode'])
    const replace = javaPattern(options['topic.regex']).replacing(options['topic.replacement'])
    const logicalTopic = remembering(options['logical.table.cache.size'], replace)
    const [newKey, newValue] = [keyChange(options, adjust), valueChange(adjust)]
    return {
      apply: record => {
        const topic = logicalTopic(record.topic)
        if (topic === undefined || topic === '') return record
        return { ...record, topic, key: newKey(record, topic), value: newValue(record.value, topic) }
      },
    }
  },
})
