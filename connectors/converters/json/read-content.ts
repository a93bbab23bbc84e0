import { ConnectError } from '../../sdk/errors.ts'
import type { Datum } from '../../sdk/record.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { decodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { isBlank, parseNode } from './parse-node.ts'
import { plainReader } from './read-plain.ts'
import { type ReadOptions, valueReaders } from './read-value.ts'
import { readSchema } from './schema-json.ts'

/** The configured schema; `undefined`: there is none. */
const contentSchema = (
  content: string,
  read: ReturnType<typeof valueReaders>['read'],
): Schema | undefined => {
  const node = contentNode(content)
  return node === null ? undefined : readSchema(node, read)
}

const contentNode = (content: string): Value => {
  try {
    return parseNode(content, 'decimal')
  } catch (cause) {
    const message = 'Failed to parse schema in converter config due to serialization error: '
    throw new ConnectError('DATA', message, { cause })
  }
}

/** Of a message without any text: null where text is wanted, as for the peer. */
const readMissing = (schema: Schema): null => {
  if (schema.type === 'string') return null
  throw new ConnectError(
    'DATA',
    schema.type === 'struct'
      ? 'Structs should be encoded as JSON objects, but found MISSING'
      : `Invalid type for ${typeName(schema)}: MISSING`,
  )
}

/** Reads every message as a value of one schema, which is given as JSON; `undefined`: there is no schema in it. */
export const contentReader = (content: string, options: ReadOptions) => {
  const { read, readerOf } = valueReaders(options)
  const schema = contentSchema(content, read)
  if (schema === undefined) return undefined
  const numbers = content.includes(logicalNames.Decimal) ? 'decimal' : 'typed'
  const readPlain = plainReader(schema, readerOf)
  const readText = (text: string): Value =>
    isBlank(text) ? readMissing(schema) : read(schema, parseNode(text, numbers))
  return (bytes: Uint8Array): Datum => {
    const text = decodeUtf8(bytes)
    return { schema, value: readPlain(text) ?? readText(text) }
  }
}
