/** What configurations decide of the mapping between Connect and Protobuf. */
export interface MappingOptions {
  /** full names of messages and enums, with their package */
  readonly fullNames: boolean
  readonly generalizedSumTypes: boolean
  readonly ignoreDefaultForNullables: boolean
  readonly scrubInvalidNames: boolean
  readonly intForEnums: boolean
  /** what is nullable is labelled `optional` */
  readonly optionalForNullables: boolean
  readonly optionalForProto2: boolean
  /** what is nullable is a message of `google/protobuf/wrappers.proto` */
  readonly wrapperForNullables: boolean
  /** a wrapper as the whole message is the value in it */
  readonly wrapperForRawPrimitives: boolean
  readonly structForNulls: boolean
  readonly indexForUnions: boolean
  readonly flattenUnions: boolean
}
