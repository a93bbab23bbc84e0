import { printJson } from '../../sdk/json.ts'
import type { Datum } from '../../sdk/record.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { decodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { isObject } from './node.ts'
import { isBlank, type Numbers, parseNode } from './parse-node.ts'
import { plainReader } from './read-plain.ts'
import { type ReadOptions, valueReaders } from './read-value.ts'
import { readSchema } from './schema-json.ts'

export interface ReadEnvelopeOptions extends ReadOptions {
  /** how many schemas are kept */
  readonly cacheSize: number
}

/** The bytes of envelopes of one schema, up to their payload. */
interface KnownPrefix {
  readonly bytes: Buffer
  readonly schema: Schema | undefined
  readonly numbers: Numbers
  readonly readPlain: ReturnType<typeof plainReader>
}

const MAX_PREFIXES = 8
const MAX_ATTEMPTS = 4
const CLOSING_BRACE = 0x7d

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** An envelope's text up to its payload, when its schema comes first. */
const prefixOf = (text: string): string | undefined => {
  const open = /^\{\s*"schema"\s*:/.exec(text)?.[0]
  if (open === undefined) return undefined
  const payload = /,\s*"payload"\s*:/g
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
    const found = payload.exec(text)
    if (found === null) return undefined
    if (isJson(text.slice(open.length, found.index))) return text.slice(0, payload.lastIndex)
  }
  return undefined
}

const beginsWith = (bytes: Uint8Array, prefix: Buffer): boolean =>
  bytes.length >= prefix.length && prefix.compare(bytes, 0, prefix.length) === 0

const isEnvelope = (node: Value): node is { readonly schema: Value; readonly payload: Value } =>
  isObject(node) && 'schema' in node && 'payload' in node && Object.keys(node).length === 2

const numbersOf = (schema: Value, text: string): Numbers =>
  schema === null ? 'schemaless' : text.includes(logicalNames.Decimal) ? 'decimal' : 'typed'

/** Reads schemas; the same JSON gives the same schema, as long as it is among the last `size`. */
const schemaCache = (size: number, read: (node: Value) => Schema) => {
  const schemas = new Map<string, Schema>()
  return (node: Value): Schema => {
    const key = printJson(node)
    const schema = schemas.get(key) ?? read(node)
    schemas.set(key, schema)
    const [oldest] = schemas.keys()
    if (schemas.size > size && oldest !== undefined) schemas.delete(oldest)
    return schema
  }
}

/**
 * Reads `{"schema":…,"payload":…}`; `undefined` when the JSON is something else. Throws `DATA` when it is not JSON,
 * the schema is none, or the payload does not fit it. Envelopes usually begin with the schema of one read before:
 * then only the payload is decoded and parsed.
 */
export const envelopeReader = (options: ReadEnvelopeOptions) => {
  const { read, readerOf } = valueReaders(options)
  const readAny = (node: Value): Schema => readSchema(node, read)
  const cached = schemaCache(options.cacheSize, readAny)
  const prefixes: KnownPrefix[] = []

  const datum = (schema: Schema | undefined, node: Value): Datum => ({
    schema,
    value: schema === undefined ? node : read(schema, node),
  })

  const readPayload = (bytes: Uint8Array): Datum | undefined => {
    const known = prefixes.find(({ bytes: prefix }) => beginsWith(bytes, prefix))
    if (known === undefined || bytes[bytes.length - 1] !== CLOSING_BRACE) return undefined
    const { schema, numbers, readPlain } = known
    const text = decodeUtf8(bytes.subarray(known.bytes.length, -1))
    const value = readPlain(text)
    if (value !== undefined) return { schema, value }
    const payload = payloadNode(text, numbers)
    return payload && datum(schema, payload.node)
  }

  const learn = (text: string, schema: Schema | undefined, numbers: Numbers) => {
    const prefix = prefixOf(text)
    if (prefix === undefined) return
    prefixes.unshift({
      bytes: Buffer.from(prefix),
      schema,
      numbers,
      readPlain: plainReader(schema, readerOf),
    })
    prefixes.length = Math.min(prefixes.length, MAX_PREFIXES)
  }

  const schemaOf = (node: Value, numbers: Numbers): Schema | undefined => {
    if (node === null) return undefined
    // decimals in defaults have digits that a key of the cache would lose
    return numbers === 'decimal' ? readAny(node) : cached(node)
  }

  const readWhole = (text: string): Datum | undefined => {
    if (isBlank(text)) return undefined
    const plain = parseNode(text, 'schemaless')
    if (!isEnvelope(plain)) return undefined
    const numbers = numbersOf(plain.schema, text)
    const node = numbers === 'decimal' ? parseNode(text, numbers) : plain
    if (!isEnvelope(node)) return undefined
    const schema = schemaOf(node.schema, numbers)
    learn(text, schema, numbers)
    return datum(schema, node.payload)
  }
  return (bytes: Uint8Array): Datum | undefined => readPayload(bytes) ?? readWhole(decodeUtf8(bytes))
}

/** `undefined`: what stands between the prefix and the last brace is no JSON value by itself. */
const payloadNode = (text: string, numbers: Numbers): { readonly node: Value } | undefined => {
  try {
    return { node: parseNode(text, numbers) }
  } catch {
    return undefined
  }
}
