import type { RegistryFormat, RegistryReader, RegistryWriter } from '../../schema-registry/registry-format.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { isAnything } from './anything.ts'
import type { AvroOptions } from './avro-config.ts'
import { ByteInput } from './byte-input.ts'
import { ByteOutput } from './byte-output.ts'
import { checkCompatible } from './compatible.ts'
import { valueDecoder } from './decode-value.ts'
import { valueEncoder } from './encode-value.ts'
import { fromConnectSchema } from './from-connect-schema.ts'
import { parseSchema } from './parse-schema.ts'
import { printSchema } from './print-schema.ts'
import type { AvroNode } from './schema-node.ts'
import { toConnectSchema } from './to-connect-schema.ts'

const recordName = (node: AvroNode): string | undefined => ('fullName' in node ? node.fullName : undefined)

const tooDeep = (error: unknown): unknown =>
  // the stack was not deep enough for it
  error instanceof RangeError
    ? new ConnectError('DATA', 'The value nests too deeply', { cause: error })
    : error

// one value at a time, by whichever converter
const output = new ByteOutput()
const input = new ByteInput()

const encoding = (
  schema: Schema | undefined,
  node: AvroNode,
  options: AvroOptions,
): RegistryWriter['encode'] => {
  const encode = valueEncoder(schema, node, options)
  return (value: Value, prefix: Uint8Array) => {
    if (value === null && schema?.optional === true) return null
    try {
      output.begin(prefix)
      encode(output, value)
      return output.finish()
    } catch (error) {
      throw tooDeep(error)
    }
  }
}

const decoding = (
  node: AvroNode,
  options: AvroOptions,
  version: number | undefined,
): ReturnType<RegistryReader['decoder']> => {
  const schema = isAnything(node) ? undefined : toConnectSchema(node, options, version)
  const decode = valueDecoder(node, schema, options)
  return (bytes, start) => {
    try {
      input.begin(bytes, start)
      const value = decode(input)
      if (input.remaining === 0) return { schema, value }
    } catch (error) {
      throw tooDeep(error)
    }
    throw new ConnectError('DATA', `${input.remaining} bytes are left after the value`)
  }
}

/** Avro as Confluent's converter maps it to Connect data. */
export const avroFormat = (options: AvroOptions): RegistryFormat => {
  const nodeOf = fromConnectSchema(options)
  const own = (schema: Schema | undefined) => {
    const node = nodeOf(schema)
    return { node, text: printSchema(node) }
  }
  return {
    type: 'AVRO',
    name: 'Avro',
    writer(schema) {
      const { node, text } = own(schema)
      return {
        schema: { schemaType: 'AVRO', schema: text, references: [] },
        recordName: recordName(node),
        encode: encoding(schema, node, options),
      }
    },
    writerFor(registered, schema, { strict }) {
      const node = parseSchema(registered.schema, registered.dependencies.values())
      if (strict) checkCompatible(registered, own(schema).text)
      return { encode: encoding(schema, node, options) }
    },
    reader(registered) {
      const node = parseSchema(registered.schema, registered.dependencies.values())
      return { recordName: recordName(node), decoder: version => decoding(node, options, version) }
    },
  }
}
