import { registryConfig } from '../schema-registry/registry-config.ts'
import { registryConverter } from '../schema-registry/registry-converter.ts'
import { defineConfig } from '../sdk/config.ts'
import { defineConverter } from '../sdk/converter.ts'
import { mappingOptions, protobufConfig } from './protobuf/protobuf-config.ts'
import { protobufFormat } from './protobuf/protobuf-format.ts'

/** Protobuf whose schema is in a schema registry. */
export const protobufConverter = defineConverter({
  classes: ['io.confluent.connect.protobuf.ProtobufConverter'],
  version: '8.1.0',
  config: defineConfig({ ...registryConfig, ...protobufConfig }),
  open: (config, side) => registryConverter(protobufFormat(mappingOptions(config)), config, side),
})
