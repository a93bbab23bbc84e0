import { depthError } from '../../sdk/depth-error.ts'
import type { Datum } from '../../sdk/record.ts'
import type { Schema } from '../../sdk/schema.ts'
import { printSchema } from './schema-json.ts'
import { valueWriter, type WriteOptions } from './write-value.ts'

const CLOSING_BRACE = 0x7d

const prefixOf = (schema: string) => Buffer.from(`{"schema":${schema},"payload":`)

const join = (prefix: Buffer, payload: string): Uint8Array => {
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(payload) + 1)
  bytes.set(prefix)
  bytes.write(payload, prefix.length)
  bytes[bytes.length - 1] = CLOSING_BRACE
  return bytes
}

/** Writes `{"schema":…,"payload":…}`; the schema's part is made once a schema. */
export const envelopeWriter = (options: WriteOptions) => {
  const write = valueWriter(options)
  const prefixes = new WeakMap<Schema, Buffer>()
  const schemaless = prefixOf('null')

  const printed = (schema: Schema): string => {
    try {
      return printSchema(schema, write)
    } catch (error) {
      throw depthError(error)
    }
  }

  const prefixFor = (schema: Schema): Buffer => {
    const known = prefixes.get(schema)
    if (known !== undefined) return known
    const made = prefixOf(printed(schema))
    prefixes.set(schema, made)
    return made
  }
  return ({ schema, value }: Datum): Uint8Array =>
    join(schema === undefined ? schemaless : prefixFor(schema), write(schema, value))
}
