import type { RegisteredSchema, RegistryReader } from '../../schema-registry/registry-format.ts'
import { parseJson, parseTypedJson } from '../../sdk/json.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { decodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject, readDecimal } from '../json/node.ts'
import { openDocument } from './document.ts'
import { isUnion } from './names.ts'
import { readSchema } from './read-schema.ts'
import type { valueReaders } from './read-value.ts'
import type { SchemaReaderOptions } from './reading.ts'
import { anyPart } from './recursion.ts'
import type { Validate } from './validation.ts'

type Decoder = ReturnType<RegistryReader['decoder']>

interface PayloadReaderOptions extends SchemaReaderOptions {
  readonly readerOf: ReturnType<typeof valueReaders>
}

const parsers = {
  decimal: (text: string) => parseJson(text, readDecimal),
  exact: (text: string) => parseJson(text),
  typed: parseTypedJson,
}

/** Decimals keep their digits; branches of unions are told by whether a number has a fraction. */
const parserFor = (schema: Schema) => {
  if (anyPart(schema, part => part.name === logicalNames.Decimal)) return parsers.decimal
  const hasUnion = anyPart(schema, part => part.type === 'struct' && isUnion(part))
  return hasUnion ? parsers.exact : parsers.typed
}

/** What a JSON Schema is called as a whole: the record's name. */
export const titleOf = (root: Value): string | undefined =>
  isObject(root) && typeof root.title === 'string' ? root.title : undefined

/** Reads payloads of a JSON Schema; for one version, whatever the topic, the Connect schema is one object. */
export const payloadReader = (
  registered: RegisteredSchema,
  validate: Validate,
  options: PayloadReaderOptions,
): RegistryReader => {
  const document = openDocument(registered.schema, registered.dependencies, options.ignoreModernDialects)
  const decoders = new Map<number | undefined, Decoder>()

  const makeDecoder = (version: number | undefined): Decoder => {
    const schema = readSchema(document, version, options)
    const [read, parse] = [options.readerOf(schema), parserFor(schema)]
    return (bytes, start) => {
      const text = decodeUtf8(bytes.subarray(start))
      const node = parse(text)
      validate(text)
      return { schema, value: read(node) }
    }
  }
  return {
    recordName: titleOf(document.root),
    decoder(version) {
      const decoder = decoders.get(version) ?? makeDecoder(version)
      decoders.set(version, decoder)
      return decoder
    },
  }
}
