import protobuf from 'protobufjs'
import { mappingOptions } from '../../../../connectors/converters/protobuf/protobuf-config.ts'
import { protobufFormat } from '../../../../connectors/converters/protobuf/protobuf-format.ts'
import { protobufConverter } from '../../../../connectors/converters/protobuf-converter.ts'
import type { RegisteredSchema } from '../../../../connectors/schema-registry/registry-format.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'

type Properties = Readonly<Record<string, string>>
const nothing = new Uint8Array(0)

/** The format as a configuration sets it, without a registry. */
export const openFormat = (properties: Properties = {}) =>
  protobufFormat(
    mappingOptions(
      parseConfig(protobufConverter.config, { 'schema.registry.url': 'http://localhost', ...properties }),
    ),
  )

export const registered = (schema: string, dependencies: Properties = {}): RegisteredSchema => ({
  id: 1,
  schemaType: 'PROTOBUF',
  schema,
  references: Object.keys(dependencies).map(name => ({ name, subject: name, version: 1 })),
  dependencies: new Map(Object.entries(dependencies)),
})

/** The text that is made of a Connect schema. */
export const written = (schema: Schema, properties: Properties = {}): string =>
  openFormat(properties).writer(schema).schema.schema

/** A value in the schema that is made of its own: indexes and message. */
export const encoded = (schema: Schema, value: Value, properties: Properties = {}): Uint8Array => {
  const bytes = openFormat(properties).writer(schema).encode(value, nothing)
  if (bytes === null) throw new Error('A tombstone')
  return bytes
}

export interface ReadOptions {
  readonly config?: Properties
  /** of the registry, by the names that they are imported by */
  readonly dependencies?: Properties
  readonly version?: number
}

/** Reads messages of a .proto text: indexes and message. */
export const reads = (text: string, { config = {}, dependencies = {}, version }: ReadOptions = {}) => {
  const decode = openFormat(config).reader(registered(text, dependencies)).decoder(version)
  return (bytes: Uint8Array) => decode(bytes, 0)
}

/** Writes with the schema of the value and reads again. */
export const roundTrip = (schema: Schema, value: Value, properties: Properties = {}) =>
  reads(written(schema, properties), { config: properties })(encoded(schema, value, properties))

export const proto3 = (body: string): string => `syntax = "proto3";\n${body}`

/** A message of a text as protobufjs encodes it, behind the index of the first message. */
export const message = (
  text: string,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Uint8Array => {
  const type = protobuf.parse(text, { keepCase: true }).root.lookupType(name)
  return Buffer.concat([Buffer.of(0), type.encode(type.fromObject(fields)).finish()])
}

/** The schema of the first message of a text. */
export const schemaOf = (text: string, options: ReadOptions = {}): Schema => {
  const { schema } = reads(text, options)(Uint8Array.of(0))
  if (schema === undefined) throw new Error('No schema')
  return schema
}

/** A struct with one field, and its value. */
export const field = (schema: Schema): Schema => ({
  type: 'struct',
  name: 'M',
  fields: [{ name: 'f', schema }],
})
