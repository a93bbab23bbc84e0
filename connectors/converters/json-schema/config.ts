import { only } from '../../schema-registry/only.ts'
import { boolean, type ConfigOf, defineConfig, int, string } from '../../sdk/config.ts'
import { oneOfIgnoringCase } from '../../sdk/validators.ts'
import type { DecimalFormat } from '../json/logical.ts'
import type { MappingOptions } from './mapping-options.ts'

const data = { group: 'JSON Schema', importance: 'MEDIUM' } as const
const detail = { group: 'JSON Schema', importance: 'LOW' } as const

export const jsonSchemaConfig = defineConfig({
  'object.additional.properties': boolean({
    ...data,
    default: true,
    doc: 'Whether objects of schemas that are registered may have more properties than their struct has fields.',
  }),
  'use.optional.for.nonrequired': boolean({
    ...data,
    default: false,
    doc: 'Whether properties that are not required are optional fields.',
  }),
  'decimal.format': string({
    ...detail,
    default: 'BASE64',
    doc: 'How decimals are written: BASE64 as the bytes of the unscaled number, NUMERIC as a JSON number. Either is read.',
    validator: oneOfIgnoringCase('BASE64', 'NUMERIC'),
  }),
  'json.fail.invalid.schema': boolean({
    ...data,
    default: false,
    doc: 'Whether payloads are validated by their schema, those written and those read.',
  }),
  'ignore.default.for.nullables': boolean({
    ...data,
    default: false,
    doc: 'Whether null is written as null also where its field has a default.',
  }),
  'generalized.sum.type.support': boolean({
    ...data,
    default: false,
    doc: 'Whether unions and enums are marked by names that all registry converters share.',
  }),
  'flatten.singleton.unions': boolean({
    ...detail,
    default: true,
    doc: 'Whether a union of one schema is that schema.',
  }),
  'ignore.modern.dialects': boolean({
    ...detail,
    default: false,
    doc: 'Whether schemas of drafts 2019-09 and 2020-12 are read as draft 7.',
  }),
  'schemas.cache.config': int({
    ...detail,
    default: 1000,
    doc: 'Schemas are kept as long as they are in use, whatever is set here.',
  }),
  'preserve.additional.properties': boolean({
    ...detail,
    default: false,
    doc: 'Properties that a schema does not name are left out.',
    validator: only(false, 'properties that a schema does not name are not kept here'),
  }),
  'json.indent.output': boolean({
    ...detail,
    default: false,
    doc: 'Payloads have no blanks.',
    validator: only(false, 'payloads are written without blanks here'),
  }),
  'validation.rules.execution': string({
    ...detail,
    default: 'DISABLED',
    doc: 'Rules of data contracts are not run.',
    validator: only('DISABLED', 'rules of data contracts are not run here'),
  }),
  'schema.backup.enabled': boolean({
    ...detail,
    default: false,
    doc: 'Records are not wrapped with their schemas.',
    validator: only(false, 'records are not wrapped with their schemas here'),
  }),
})

export type JsonSchemaConfig = ConfigOf<typeof jsonSchemaConfig>

export const mappingOptions = (config: JsonSchemaConfig): MappingOptions => ({
  decimalFormat: config['decimal.format'].toUpperCase() as DecimalFormat,
  additionalProperties: config['object.additional.properties'],
  optionalForNonRequired: config['use.optional.for.nonrequired'],
  ignoreDefaultForNullables: config['ignore.default.for.nullables'],
  generalizedSumTypes: config['generalized.sum.type.support'],
  flattenSingletonUnions: config['flatten.singleton.unions'],
  ignoreModernDialects: config['ignore.modern.dialects'],
})
