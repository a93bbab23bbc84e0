import { defineConverter } from '../sdk/converter.ts'
import { ConnectError } from '../sdk/errors.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import { OPTIONAL_BYTES } from '../sdk/schema.ts'
import { typeName } from '../sdk/type-name.ts'

/** Bytes as they are: written from BYTES or schemaless bytes, read as optional BYTES. */
export const byteArrayConverter = defineConverter({
  classes: ['org.apache.kafka.connect.converters.ByteArrayConverter'],
  version: '4.3.1',
  config: {},
  open: () => ({
    passes: 'bytes',
    fromConnect: (_topic, { schema, value }) => {
      if (schema !== undefined && schema.type !== 'bytes')
        throw new ConnectError('DATA', `Invalid schema type for ByteArrayConverter: ${typeName(schema)}`)
      if (value === null || value instanceof Uint8Array) return value
      throw new ConnectError(
        'DATA',
        `ByteArrayConverter is not compatible with objects of type class ${javaClassOf(schema, value)}`,
      )
    },
    toConnect: (_topic, value) => ({ schema: OPTIONAL_BYTES, value }),
  }),
})
