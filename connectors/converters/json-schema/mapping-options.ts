import type { DecimalFormat } from '../json/logical.ts'

/** What configurations decide of the mapping between Connect and JSON Schema. */
export interface MappingOptions {
  readonly decimalFormat: DecimalFormat
  /** whether objects may have more properties than their struct has fields */
  readonly additionalProperties: boolean
  readonly optionalForNonRequired: boolean
  readonly ignoreDefaultForNullables: boolean
  readonly generalizedSumTypes: boolean
  readonly flattenSingletonUnions: boolean
  readonly ignoreModernDialects: boolean
}
