import { byteArrayFormat } from './byte-array-format.ts'
import type { Format, FormatSpec } from './format.ts'
import { jsonFormat } from './json-format.ts'

export const openFormat = (spec: FormatSpec): Format =>
  spec.name === 'json' ? jsonFormat(spec.decimalFormat) : byteArrayFormat(spec.separator)
