import type { RegistryWriter } from '../../schema-registry/registry-format.ts'
import { depthError } from '../../sdk/depth-error.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { printJson } from '../../sdk/json.ts'
import { encodeUtf8 } from '../../sdk/utf8.ts'
import type { Value } from '../../sdk/value.ts'
import { noValidation, type Validate } from './validation.ts'

const withPrefix = (prefix: Uint8Array, text: string): Uint8Array => {
  if (!text.isWellFormed()) encodeUtf8(text)
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(text))
  bytes.set(prefix)
  bytes.write(text, prefix.length)
  return bytes
}

/** Writes payloads; what has no JSON, a null of a required schema, is a tombstone. */
export const payloadWriter =
  (write: (value: Value) => string | undefined, validate: Validate): RegistryWriter['encode'] =>
  (value, prefix) => {
    try {
      const text = write(value)
      if (text === undefined) return null
      validate(text)
      return withPrefix(prefix, text)
    } catch (error) {
      throw depthError(error)
    }
  }

/** Data without a schema can only be written with one that the registry has. */
export const schemalessWriter: RegistryWriter = {
  get schema(): never {
    throw new ConnectError(
      'DATA',
      'A value without a schema has no JSON Schema to register: it is written with use.latest.version or use.schema.id only',
    )
  },
  recordName: undefined,
  encode: payloadWriter(printJson, noValidation),
}
