import { mappingOptions } from '../../../../connectors/converters/json-schema/config.ts'
import { jsonSchemaFormat } from '../../../../connectors/converters/json-schema/json-schema-format.ts'
import { jsonSchemaConverter } from '../../../../connectors/converters/json-schema-converter.ts'
import type { RegisteredSchema } from '../../../../connectors/schema-registry/registry-format.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'

/** The format as a configuration sets it, without a registry. */
export const openFormat = (properties: Readonly<Record<string, string>> = {}) => {
  const config = parseConfig(jsonSchemaConverter.config, {
    'schema.registry.url': 'http://localhost',
    ...properties,
  })
  return jsonSchemaFormat({ ...mappingOptions(config), validate: config['json.fail.invalid.schema'] })
}

type Text = string | object | boolean

const registered = (schema: Text, dependencies: Readonly<Record<string, Text>> = {}): RegisteredSchema => {
  const textOf = (text: Text) => (typeof text === 'string' ? text : JSON.stringify(text))
  return {
    id: 1,
    schemaType: 'JSON',
    schema: textOf(schema),
    references: Object.keys(dependencies).map(name => ({ name, subject: name, version: 1 })),
    dependencies: new Map(Object.entries(dependencies).map(([name, text]) => [name, textOf(text)])),
  }
}

export interface ReadOptions {
  /** of the registry, by the names that they are referred to by */
  readonly dependencies?: Readonly<Record<string, Text>>
  readonly version?: number
  readonly config?: Readonly<Record<string, string>>
}

/** Reads payloads of a JSON Schema. */
export const reads = (schema: Text, { dependencies = {}, version, config = {} }: ReadOptions = {}) => {
  const decode = openFormat(config).reader(registered(schema, dependencies)).decoder(version)
  return (payload: unknown) =>
    decode(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)), 0)
}

/** The JSON Schema of a Connect schema. */
export const written = (schema: Schema, properties: Record<string, string> = {}): string =>
  openFormat(properties).writer(schema).schema.schema

/** A value as JSON text. */
export const payloadOf = (schema: Schema, value: Value, properties: Record<string, string> = {}) => {
  const bytes = openFormat(properties).writer(schema).encode(value, new Uint8Array(0))
  return bytes === null ? null : Buffer.from(bytes).toString()
}
