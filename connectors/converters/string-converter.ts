import { defineConfig, string } from '../sdk/config.ts'
import { defineConverter } from '../sdk/converter.ts'
import { depthError } from '../sdk/depth-error.ts'
import { OPTIONAL_STRING } from '../sdk/schema.ts'
import { validateValue } from '../sdk/validate-value.ts'
import { charsetOf, isUtf8Name } from './charset.ts'
import { valueText } from './value-text.ts'

const config = defineConfig({
  'converter.encoding': string({
    default: 'UTF-8',
    importance: 'HIGH',
    width: 'MEDIUM',
    displayName: 'Encoding',
    doc: 'The name of the Java character set to use for encoding strings as byte arrays.',
  }),
})

/** Text: written as Java's `toString` prints a value, read as optional STRING. */
export const stringConverter = defineConverter({
  classes: ['org.apache.kafka.connect.storage.StringConverter'],
  version: '4.3.1',
  config,
  open: options => {
    const encoding = options['converter.encoding']
    const { encode, decode } = charsetOf(encoding)
    return {
      ...(isUtf8Name(encoding) ? { passes: 'string' as const } : {}),
      fromConnect: (_topic, { schema, value }) => {
        if (value === null) return null
        try {
          if (schema !== undefined && typeof value === 'object') validateValue(schema, value)
          return encode(valueText(schema, value))
        } catch (error) {
          throw depthError(error)
        }
      },
      toConnect: (_topic, bytes) => ({
        schema: OPTIONAL_STRING,
        value: bytes === null ? null : decode(bytes),
      }),
    }
  },
})
