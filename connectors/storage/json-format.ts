import { jsonConverter } from '../converters/json-converter.ts'
import { parseConfig } from '../sdk/config.ts'
import type { Format } from './format.ts'

const NULL = Buffer.from('null')

/** One value a line, as JsonConverter without schemas writes it. */
export const jsonFormat = (decimalFormat: string): Format => {
  const config = parseConfig(jsonConverter.config, {
    'schemas.enable': 'false',
    'decimal.format': decimalFormat,
  })
  const converter = jsonConverter.open(config, { isKey: false })
  return {
    contentType: 'application/json',
    terminator: Buffer.from('\n'),
    encode: (topic, datum) => {
      if (typeof datum.value === 'string') return Buffer.from(JSON.stringify(datum.value))
      const bytes = converter.fromConnect(topic, datum) ?? NULL
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    },
  }
}
