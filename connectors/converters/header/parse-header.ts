import type { Datum } from '../../sdk/record.ts'
import { STRING } from '../../sdk/schema.ts'
import { parseNested } from './parse-nested.ts'
import { parseScalar } from './parse-scalar.ts'

/**
 * What a header's text stands for: null, a boolean, number, date, time, timestamp, array or map when all of the text is
 * one, else the text itself. An array or map without one type for its elements is schemaless.
 */
export const parseHeader = (text: string): Datum =>
  parseScalar(text.trim()) ?? parseNested(text.trim()) ?? { schema: STRING, value: text }
