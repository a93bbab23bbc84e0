import type { RegistryFormat } from '../../schema-registry/registry-format.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { MappingOptions } from './mapping-options.ts'
import { parseFile } from './parse-file.ts'
import { rootReader } from './root-reader.ts'
import { ownEncoder, rootOf } from './root-writer.ts'

const schemaOf = (schema: Schema | undefined): Schema => {
  if (schema !== undefined) return schema
  throw new ConnectError('DATA', 'Protobuf needs a schema, schemaless data have none')
}

/** Protobuf in a schema registry: message indexes, then the message. */
export const protobufFormat = (options: MappingOptions): RegistryFormat => ({
  type: 'PROTOBUF',
  name: 'Protobuf',
  writer(schema) {
    const root = rootOf(schemaOf(schema), options)
    return {
      schema: { schemaType: 'PROTOBUF', schema: root.text, references: [] },
      recordName: root.fullName,
      encode: ownEncoder(root),
    }
  },
  // fields are found by their names, so that what is not compatible cannot be written, whatever is configured
  writerFor: ({ schema: text, dependencies }, schema) => ({
    encode: rootOf(schemaOf(schema), options).encodeIn(parseFile(text, dependencies)),
  }),
  reader({ schema, dependencies }) {
    const file = parseFile(schema, dependencies)
    return { recordName: file.messages[0]?.fullName.slice(1), decoder: rootReader(file, options) }
  },
})
