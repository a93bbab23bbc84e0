import { only } from '../../schema-registry/only.ts'
import { boolean, type ConfigOf, defineConfig, int } from '../../sdk/config.ts'
import { atLeast } from '../../sdk/validators.ts'

const group = 'Avro'
const low = { importance: 'LOW', group } as const
const noClasses = 'there are no Java classes here'
const logicalAlways = 'logical types are converted by their schemas in any case'

export const avroConfig = defineConfig({
  'schemas.cache.config': int({
    ...low,
    default: 1000,
    validator: atLeast(0),
    doc: 'Not needed: what is made of a schema is kept as long as the schema.',
  }),
  'connect.meta.data': boolean({
    ...low,
    default: true,
    doc: 'Whether names, versions, docs, parameters and defaults of Connect schemas are kept in Avro’s as `connect.*`.',
  }),
  'enhanced.avro.schema.support': boolean({
    importance: 'MEDIUM',
    group,
    default: false,
    doc: 'Write enums as enums; name the fields of unions by full names.',
  }),
  'scrub.invalid.names': boolean({
    importance: 'MEDIUM',
    group,
    default: false,
    doc: 'Replace what Avro does not allow in names by `_`.',
  }),
  'generalized.sum.type.support': boolean({
    importance: 'MEDIUM',
    group,
    default: false,
    doc: 'Enums and unions in the form that JSON Schema and Protobuf have them.',
  }),
  'discard.type.doc.default': boolean({
    ...low,
    default: false,
    doc: 'Keep docs of fields as docs of their schemas, instead of docs and defaults of Avro as parameters.',
  }),
  'allow.optional.map.keys': boolean({
    importance: 'MEDIUM',
    group,
    default: false,
    doc: 'Write maps with optional string keys as Avro maps.',
  }),
  'flatten.singleton.unions': boolean({
    ...low,
    default: true,
    doc: 'Read a union of one type as this type.',
  }),
  'ignore.default.for.nullables': boolean({
    ...low,
    default: false,
    doc: 'Write null for an optional field that is null, instead of its default.',
  }),
  'avro.use.logical.type.converters': boolean({
    ...low,
    default: false,
    validator: only(false, logicalAlways),
    doc: 'Not read here.',
  }),
  'avro.reflection.allow.null': boolean({
    ...low,
    default: false,
    validator: only(false, noClasses),
    doc: 'Not read here.',
  }),
  'avro.remove.java.properties': boolean({
    ...low,
    default: false,
    validator: only(false, 'schemas are registered as they are'),
    doc: 'Not read here.',
  }),
})

export type AvroOptions = ConfigOf<typeof avroConfig>
