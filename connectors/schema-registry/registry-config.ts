import { boolean, defineConfig, int, list, string } from '../sdk/config.ts'
import { clientConfig } from './client-config.ts'
import { only } from './only.ts'
import { subjectNameStrategy } from './subject-names.ts'

const medium = { importance: 'MEDIUM', group: 'Schemas' } as const
const low = { importance: 'LOW', group: 'Schemas' } as const
const unread = { ...low, default: null, doc: 'Not read here.' } as const
const noRules = 'rules of data contracts are not run here'
const prefixOnly = 'ids are written before the payload, and read there'

const standard = (name: string, why: string) => {
  const className = `io.confluent.kafka.serializers.${name}`
  return string({ ...unread, default: className, validator: only(className, why) })
}

/** Keys that all converters with a schema registry have. */
export const registryConfig = defineConfig({
  'schema.registry.url': list({
    importance: 'HIGH',
    group: 'Schema Registry',
    doc: 'URLs of the schema registry, tried in turn.',
  }),
  'auto.register.schemas': boolean({
    ...medium,
    default: true,
    doc: 'Register schemas of data that are written; comes before the three keys that say which schema to use instead.',
  }),
  'use.schema.id': int({
    ...low,
    default: -1,
    doc: 'Write with the schema of this id, with `auto.register.schemas=false`.',
  }),
  'id.compatibility.strict': boolean({
    ...low,
    default: true,
    doc: 'Refuse data whose own schema is not compatible with the one of `use.schema.id`.',
  }),
  'use.latest.version': boolean({
    ...low,
    default: false,
    doc: 'Write with the latest schema of the subject, with `auto.register.schemas=false`.',
  }),
  'latest.compatibility.strict': boolean({
    ...low,
    default: true,
    doc: 'Refuse data whose own schema is not compatible with the latest of the subject.',
  }),
  'latest.cache.size': int({ ...low, default: 1000, doc: 'How many latest schemas are kept.' }),
  'latest.cache.ttl.sec': int({
    ...low,
    default: -1,
    doc: 'How long a latest schema is kept, seconds; −1: as long as the process lives.',
  }),
  'normalize.schemas': boolean({
    ...medium,
    default: false,
    doc: 'Have the registry normalize schemas that are registered or looked up.',
  }),
  'max.schemas.per.subject': int({
    ...low,
    default: 1000,
    doc: 'How many schemas of a registry are kept, and how many ids.',
  }),
  'key.subject.name.strategy': subjectNameStrategy('key'),
  'value.subject.name.strategy': subjectNameStrategy('value'),
  ...clientConfig,
  'use.latest.with.metadata': string({
    ...unread,
    validator: only<string>(null, 'schemas are not chosen by metadata here'),
  }),
  'schema.format': string({
    ...unread,
    validator: only<string>(null, 'schemas are asked for as they are registered'),
  }),
  'rule.executors': string({ ...unread, validator: only<string>(null, noRules) }),
  'rule.actions': string({ ...unread, validator: only<string>(null, noRules) }),
  'propagate.schema.tags': boolean({
    ...unread,
    default: false,
    validator: only(false, 'tags are not propagated here'),
  }),
  'schema.reflection': boolean({
    ...unread,
    default: false,
    validator: only(false, 'there are no Java classes here'),
  }),
  'context.name.strategy': standard(
    'context.NullContextNameStrategy',
    'contexts are not made of topics here',
  ),
  'key.schema.id.serializer': standard('schema.id.PrefixSchemaIdSerializer', prefixOnly),
  'value.schema.id.serializer': standard('schema.id.PrefixSchemaIdSerializer', prefixOnly),
})
