import { defineConverter } from '../sdk/converter.ts'
import { ConnectError } from '../sdk/errors.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import type { PrimitiveSchema } from '../sdk/schema.ts'
import { typeName } from '../sdk/type-name.ts'

const schema: PrimitiveSchema = { type: 'boolean', optional: true }

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** A BOOLEAN as one byte, 0 or 1. */
export const booleanConverter = defineConverter({
  classes: ['org.apache.kafka.connect.converters.BooleanConverter'],
  version: '4.3.1',
  config: {},
  open: () => ({
    fromConnect: (_topic, { schema: written, value }) => {
      if (written !== undefined && written.type !== 'boolean')
        return fail(`Invalid schema type for BooleanConverter: ${typeName(written)}`)
      if (value === null) return null
      return typeof value === 'boolean'
        ? Buffer.of(value ? 1 : 0)
        : fail(
            `BooleanConverter is not compatible with objects of type class ${javaClassOf(undefined, value)}`,
          )
    },
    toConnect: (_topic, bytes) => {
      if (bytes === null) return { schema, value: null }
      const [byte = 2] = bytes
      return bytes.length === 1 && byte < 2
        ? { schema, value: byte === 1 }
        : fail('Failed to deserialize boolean: ')
    },
  }),
})
