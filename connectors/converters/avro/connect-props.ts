import { ConnectError } from '../../sdk/errors.ts'
import { parseJson } from '../../sdk/json.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import type { AvroOptions } from './avro-config.ts'
import { defaultText } from './default-text.ts'
import { scaleOf } from './logical.ts'
import { DEFAULT_PRECISION, FIELD_DEFAULT, PRECISION } from './names.ts'

type Props = Record<string, Value>

const precisionOf = (schema: Schema) => Number(schema.parameters?.[PRECISION] ?? DEFAULT_PRECISION)

const parametersOf = (schema: Schema, options: AvroOptions): Struct | undefined => {
  const kept = newStruct()
  for (const [name, text] of Object.entries(schema.parameters ?? {}))
    if (options['discard.type.doc.default'] || name !== FIELD_DEFAULT) kept[name] = text
  return Object.keys(kept).length === 0 ? undefined : kept
}

/** A default that Avro's own `default` of the field says already is not repeated. */
const repeatsDefault = (schema: Schema, options: AvroOptions) =>
  options['discard.type.doc.default'] || schema.parameters?.[FIELD_DEFAULT] === undefined

const addMetaData = (props: Props, schema: Schema, options: AvroOptions): void => {
  const parameters = parametersOf(schema, options)
  if (schema.doc !== undefined) props['connect.doc'] = schema.doc
  if (schema.version !== undefined) props['connect.version'] = schema.version
  if (parameters !== undefined) props['connect.parameters'] = parameters
  if (schema.default !== undefined && schema.default !== null && repeatsDefault(schema, options))
    props['connect.default'] = parseJson(defaultText(schema, schema.default, options))
  if (schema.name !== undefined) props['connect.name'] = schema.name
  if (schema.type === 'int8' || schema.type === 'int16') props['connect.type'] = schema.type
}

const logicalTypes: ReadonlyMap<string, { readonly on: Schema['type']; readonly avro: string }> = new Map([
  [logicalNames.Decimal, { on: 'bytes', avro: 'decimal' }],
  [logicalNames.Date, { on: 'int32', avro: 'date' }],
  [logicalNames.Time, { on: 'int32', avro: 'time-millis' }],
  [logicalNames.Timestamp, { on: 'int64', avro: 'timestamp-millis' }],
])

const addLogicalType = (props: Props, schema: Schema): void => {
  const logical = schema.name === undefined ? undefined : logicalTypes.get(schema.name)
  if (logical === undefined) return
  if (logical.on !== schema.type)
    throw new ConnectError('DATA', `Logical type ${logical.avro} is not supported for ${schema.type}`)
  props.logicalType = logical.avro
}

/** What an Avro schema says of the Connect schema that it is made of, in the order of the peer. */
export const connectProps = (schema: Schema, options: AvroOptions): Struct => {
  const props = newStruct()
  if (schema.name === logicalNames.Decimal) {
    props.scale = scaleOf(schema)
    props.precision = precisionOf(schema)
  }
  if (options['connect.meta.data']) addMetaData(props, schema, options)
  addLogicalType(props, schema)
  for (const [name, text] of Object.entries(schema.parameters ?? {}))
    if (name.startsWith('avro')) props[name] = text
  return props
}
