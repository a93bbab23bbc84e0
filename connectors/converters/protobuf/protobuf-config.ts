import { only } from '../../schema-registry/only.ts'
import { boolean, type ConfigOf, defineConfig, int, string } from '../../sdk/config.ts'
import type { MappingOptions } from './mapping-options.ts'

const group = 'Protobuf'
const medium = { importance: 'MEDIUM', group, default: false } as const
const low = { importance: 'LOW', group } as const
const ofClasses = { ...low, default: false, doc: 'Not supported: there are no Java classes here.' } as const
const noReferences = 'schemas that are written refer to well-known files only'

/** Keys of this converter, besides those of the schema registry. */
export const protobufConfig = defineConfig({
  'enhanced.protobuf.schema.support': boolean({
    ...medium,
    doc: 'Name structs, enums, unions and maps that are read by their full names, with the package.',
  }),
  'scrub.invalid.names': boolean({
    ...medium,
    doc: 'Make names that Protobuf does not allow identifiers; otherwise they are refused.',
  }),
  'int.for.enums': boolean({ ...medium, doc: 'Read enums as INT32, not as STRING.' }),
  'optional.for.nullables': boolean({
    ...medium,
    doc: 'Label optional fields `optional`, so that null is not read as zero; other fields are required.',
  }),
  'optional.for.proto2': boolean({
    ...{ ...medium, default: true },
    doc: 'Read fields that proto2 labels `optional` as null when they are missing, not as their default.',
  }),
  'wrapper.for.nullables': boolean({
    ...medium,
    doc: 'Optional primitives are messages of `google/protobuf/wrappers.proto`, so that null is not read as zero.',
  }),
  'wrapper.for.raw.primitives': boolean({
    ...{ ...medium, default: true },
    doc: 'Read such a message that is the whole value as the primitive in it.',
  }),
  'generate.struct.for.nulls': boolean({
    ...medium,
    doc: 'Read a message that is missing as a struct of defaults, not as null.',
  }),
  'generate.index.for.unions': boolean({
    ...{ ...low, default: true },
    doc: 'Name the field of a oneof with its index, `<name>_<index>`.',
  }),
  'flatten.unions': boolean({
    ...{ ...low, default: false },
    doc: 'Read members of a oneof as fields of the struct around it, not of one of their own.',
  }),
  'generalized.sum.type.support': boolean({
    ...medium,
    doc: 'Mark enums and unions in the way that all formats of a schema registry share.',
  }),
  'ignore.default.for.nullables': boolean({
    ...medium,
    doc: 'Write null as null, not as the default of its field.',
  }),
  'schemas.cache.config': int({
    ...{ ...low, default: 1000 },
    doc: 'Not read: mappings are kept as long as their schemas.',
  }),
  'reference.subject.name.strategy': string({
    ...{ ...low, default: 'io.confluent.kafka.serializers.subject.DefaultReferenceSubjectNameStrategy' },
    doc: `Not read: ${noReferences}.`,
  }),
  'reference.lookup.only': boolean({ ...{ ...low, default: false }, doc: `Not read: ${noReferences}.` }),
  'skip.known.types': boolean({
    ...{ ...low, default: true },
    doc: 'Well-known files are imported without a reference; `false` is not supported.',
    validator: only(true, 'well-known files are imported without a reference'),
  }),
  'derive.type': boolean({ ...ofClasses, validator: only(false, 'there are no Java classes here') }),
  'validation.rules.execution': string({
    ...{ ...low, default: 'DISABLED' },
    doc: 'Not supported: rules of data contracts are not run here.',
    validator: only('DISABLED', 'rules of data contracts are not run here'),
  }),
  'schema.backup.enabled': boolean({
    ...{ ...low, default: false },
    doc: 'Not supported: records are not wrapped with their schemas here.',
    validator: only(false, 'records are not wrapped with their schemas here'),
  }),
})

/** What a configuration decides of the mapping. */
export const mappingOptions = (config: ConfigOf<typeof protobufConfig>): MappingOptions => ({
  fullNames: config['enhanced.protobuf.schema.support'],
  generalizedSumTypes: config['generalized.sum.type.support'],
  ignoreDefaultForNullables: config['ignore.default.for.nullables'],
  scrubInvalidNames: config['scrub.invalid.names'],
  intForEnums: config['int.for.enums'],
  optionalForNullables: config['optional.for.nullables'],
  optionalForProto2: config['optional.for.proto2'],
  wrapperForNullables: config['wrapper.for.nullables'],
  wrapperForRawPrimitives: config['wrapper.for.raw.primitives'],
  structForNulls: config['generate.struct.for.nulls'],
  indexForUnions: config['generate.index.for.unions'],
  flattenUnions: config['flatten.unions'],
})
