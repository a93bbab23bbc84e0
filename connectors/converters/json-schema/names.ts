import type { StructSchema } from '../../sdk/schema.ts'

/** Keywords by which a JSON Schema says more about a Connect schema. */
export const connectType = 'connect.type'
export const connectVersion = 'connect.version'
export const connectParameters = 'connect.parameters'
export const connectIndex = 'connect.index'

/** Parameters and names that begin so are of this converter and stay out of `connect.parameters`. */
export const namespace = 'io.confluent.connect.json'
export const idParameter = `${namespace}.Id`
export const oneOfName = `${namespace}.OneOf`

/** Parameters that mark a string as an enum: plain, and with `generalized.sum.type.support`. */
export const enumParameter = `${namespace}.Enum`
export const generalizedEnum = 'org.apache.kafka.connect.data.Enum'
export const generalizedUnion = 'org.apache.kafka.connect.data.Union'
export const generalizedPrefix = 'connect_union_'

/** How an enum's null is named among its symbols. */
export const nullSymbol = '<NULL>'

/** The logical type of any value at all, which is not known here. */
export const variantName = 'org.apache.kafka.connect.data.Variant'

/** Whether a struct stands for a value of one of several schemas: one field a schema, all but one null. */
export const isUnion = (schema: StructSchema): boolean =>
  schema.name === oneOfName || schema.parameters?.[generalizedUnion] !== undefined
