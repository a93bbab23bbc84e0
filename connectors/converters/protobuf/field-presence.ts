import type protobuf from 'protobufjs'

/** Whether a message tells a field that is missing from its zero, outside of oneofs. */
export const isOptional = (field: protobuf.Field): boolean =>
  field.partOf === null ? !field.required && Boolean(field.hasPresence) : field.partOf.isProto3Optional

/** The oneof that the text has, not the one that `optional` makes. */
export const oneofOf = ({ partOf }: protobuf.Field): protobuf.OneOf | undefined =>
  partOf === null || partOf.isProto3Optional ? undefined : partOf

/** The fields of a message in their order, without extensions, which are read by nobody. */
export const fieldsOf = (type: protobuf.Type): readonly protobuf.Field[] =>
  type.fieldsArray.filter(field => field.declaringField === null)
