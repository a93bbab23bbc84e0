import type {
  RegisteredSchema,
  RegistryFormat,
  RegistryReader,
  RegistryWriter,
} from '../../schema-registry/registry-format.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { parseJson, parseTypedJson, printJson } from '../../sdk/json.ts'
import type { Datum } from '../../sdk/record.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { decodeUtf8, encodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject, readDecimal } from '../json/node.ts'
import { openDocument } from './document.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isUnion } from './names.ts'
import { readSchema } from './read-schema.ts'
import { valueReaders } from './read-value.ts'
import { anyPart } from './recursion.ts'
import { noValidation, type Validate, validation } from './validation.ts'
import { schemaPrinter } from './write-schema.ts'
import { valueWriters } from './write-value.ts'

export interface JsonSchemaFormatOptions extends MappingOptions {
  /** whether payloads are validated by their schema */
  readonly validate: boolean
}

const tooDeep = (error: unknown): unknown =>
  error instanceof RangeError ? new ConnectError('DATA', 'The value nests too deep for JSON') : error

const withPrefix = (prefix: Uint8Array, text: string): Uint8Array => {
  if (!text.isWellFormed()) encodeUtf8(text)
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(text))
  bytes.set(prefix)
  bytes.write(text, prefix.length)
  return bytes
}

const encoder =
  (write: (value: Value) => string | undefined, validate: Validate): RegistryWriter['encode'] =>
  (value, prefix) => {
    try {
      const text = write(value)
      if (text === undefined) return null
      validate(text)
      return withPrefix(prefix, text)
    } catch (error) {
      throw tooDeep(error)
    }
  }

const schemaless = (encode: RegistryWriter['encode']): RegistryWriter => ({
  get schema(): never {
    throw new ConnectError(
      'DATA',
      'A value without a schema has no JSON Schema to register: it is written with use.latest.version or use.schema.id only',
    )
  },
  recordName: undefined,
  encode,
})

const parsers = {
  decimal: (text: string) => parseJson(text, readDecimal),
  exact: (text: string) => parseJson(text),
  typed: parseTypedJson,
}

/** Branches of unions are told by whether a number has a fraction. */
const parserFor = (schema: Schema) => {
  if (anyPart(schema, part => part.name === logicalNames.Decimal)) return parsers.decimal
  const hasUnion = anyPart(schema, part => part.type === 'struct' && isUnion(part))
  return hasUnion ? parsers.exact : parsers.typed
}

const titleOf = (root: Value): string | undefined =>
  isObject(root) && typeof root.title === 'string' ? root.title : undefined

/** JSON Schema for the converter of a registry. */
export const jsonSchemaFormat = (options: JsonSchemaFormatOptions): RegistryFormat => {
  const writerOf = valueWriters(options)
  const readerOf = valueReaders()
  const print = schemaPrinter({
    ...options,
    printDefault: schema =>
      schema.default === undefined || schema.default === null ? undefined : writerOf(schema)(schema.default),
  })
  const schemaOptions = {
    ...options,
    readDefault: (schema: Schema, node: Value) => readerOf(schema)(node),
  }
  const validateBy = (schema: Pick<RegisteredSchema, 'schema' | 'dependencies'>, wanted: boolean) =>
    wanted ? validation(schema) : noValidation
  const writeOf = (schema: Schema | undefined) => (schema === undefined ? printJson : writerOf(schema))

  const reader = (registered: RegisteredSchema): RegistryReader => {
    const document = openDocument(registered.schema, registered.dependencies, options.ignoreModernDialects)
    const validate = validateBy(registered, options.validate)
    const decoders = new Map<number | undefined, ReturnType<RegistryReader['decoder']>>()
    const makeDecoder = (version: number | undefined) => {
      const schema = readSchema(document, version, schemaOptions)
      const [read, parse] = [readerOf(schema), parserFor(schema)]
      return (bytes: Uint8Array, start: number): Datum => {
        const text = decodeUtf8(bytes.subarray(start))
        const node = parse(text)
        validate(text)
        return { schema, value: read(node) }
      }
    }
    return {
      recordName: titleOf(document.root),
      decoder(version) {
        const known = decoders.get(version) ?? makeDecoder(version)
        decoders.set(version, known)
        return known
      },
    }
  }

  return {
    type: 'JSON',
    name: 'JSON',
    writer(schema) {
      if (schema === undefined) return schemaless(encoder(printJson, noValidation))
      const text = print(schema)
      const validate = validateBy({ schema: text, dependencies: new Map() }, options.validate)
      return {
        schema: { schemaType: 'JSON', schema: text, references: [] },
        recordName: titleOf(parseJson(text)),
        encode: encoder(writerOf(schema), validate),
      }
    },
    writerFor: (registered, schema, { strict }) => ({
      encode: encoder(writeOf(schema), validateBy(registered, options.validate || strict)),
    }),
    reader,
  }
}
