import { registryConfig } from '../schema-registry/registry-config.ts'
import { registryConverter } from '../schema-registry/registry-converter.ts'
import { defineConfig } from '../sdk/config.ts'
import { defineConverter } from '../sdk/converter.ts'
import { avroConfig } from './avro/avro-config.ts'
import { avroFormat } from './avro/avro-format.ts'

/** Avro with its schemas in a schema registry. */
export const avroConverter = defineConverter({
  classes: ['io.confluent.connect.avro.AvroConverter'],
  version: '8.1.0',
  config: defineConfig({ ...registryConfig, ...avroConfig }),
  open: (config, side) => registryConverter(avroFormat(config), config, side),
})
