import { defineHeaderConverter } from '../sdk/converter.ts'
import { depthError } from '../sdk/depth-error.ts'
import { decodeUtf8, encodeUtf8 } from '../sdk/utf8.ts'
import { validateValue } from '../sdk/validate-value.ts'
import { headerText } from './header/header-text.ts'
import { parseHeader } from './header/parse-header.ts'

/** Header values as text, from which the type is guessed when they are read. */
export const simpleHeaderConverter = defineHeaderConverter({
  classes: ['org.apache.kafka.connect.storage.SimpleHeaderConverter'],
  version: '4.3.1',
  config: {},
  open: () => ({
    fromConnect: (_topic, _key, { schema, value }) => {
      if (value === null) return null
      try {
        if (schema !== undefined && typeof value === 'object') validateValue(schema, value)
        return encodeUtf8(headerText(schema, value))
      } catch (error) {
        throw depthError(error)
      }
    },
    toConnect: (_topic, _key, bytes) =>
      bytes === null ? { schema: undefined, value: null } : parseHeader(decodeUtf8(bytes)),
  }),
})
