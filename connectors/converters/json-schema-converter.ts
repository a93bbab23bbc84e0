import { registryConfig } from '../schema-registry/registry-config.ts'
import { registryConverter } from '../schema-registry/registry-converter.ts'
import { defineConfig } from '../sdk/config.ts'
import { defineConverter } from '../sdk/converter.ts'
import { jsonSchemaConfig, mappingOptions } from './json-schema/config.ts'
import { jsonSchemaFormat } from './json-schema/json-schema-format.ts'

/** JSON whose schema, a JSON Schema, is in a schema registry. */
export const jsonSchemaConverter = defineConverter({
  classes: ['io.confluent.connect.json.JsonSchemaConverter'],
  version: '8.1.0',
  config: defineConfig({ ...registryConfig, ...jsonSchemaConfig }),
  open: (config, side) =>
    registryConverter(
      jsonSchemaFormat({ ...mappingOptions(config), validate: config['json.fail.invalid.schema'] }),
      config,
      side,
    ),
})
