import protobuf from 'protobufjs'
import type { RegistryWriter } from '../../schema-registry/registry-format.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { PrimitiveSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { logicalMessage, scalarType, wrapperOf } from './field-type.ts'
import { fileOfSchema } from './file-of-schema.ts'
import type { MappingOptions } from './mapping-options.ts'
import { indexBytes, indexesOf } from './message-indexes.ts'
import { messagesIn, type ParsedFile, parseFile } from './parse-file.ts'
import { printFile } from './proto-file.ts'
import { wrapped, wrappersFile } from './wrappers-file.ts'
import { isStruct } from './write-element.ts'
import { scalarWriter } from './write-scalar.ts'
import { structWriters } from './write-struct.ts'

type Encode = RegistryWriter['encode']
type WriteRoot = (writer: protobuf.Writer, value: Value) => void

/** A Connect schema as the message that is the whole value. */
export interface Root {
  readonly text: string
  /** of the message */
  readonly fullName: string
  /** Writes it as this message of a file, or the first of it when it has none of the name. */
  encodeIn(file: ParsedFile): Encode
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const noDependencies: ReadonlyMap<string, string> = new Map()

const findIn = (messages: readonly protobuf.Type[], fullName: string): protobuf.Type | undefined => {
  for (const type of messages) {
    const found = type.fullName === `.${fullName}` ? type : findIn(messagesIn(type), fullName)
    if (found !== undefined) return found
  }
  return undefined
}

const encoder = (type: protobuf.Type, { messages }: ParsedFile, write: WriteRoot): Encode => {
  const indexes = indexBytes(indexesOf(type, messages) ?? [0])
  return (value, prefix) => {
    if (value === null) return null
    const writer = protobuf.Writer.create().raw(prefix).raw(indexes)
    write(writer, value)
    return writer.finish()
  }
}

const structRoot = (schema: StructSchema, options: MappingOptions): Root => {
  const file = fileOfSchema(schema, options)
  const { name } = file.message
  const fullName = file.package === undefined ? name : `${file.package}.${name}`
  const encodeIn = (parsed: ParsedFile) => {
    const type = findIn(parsed.messages, fullName) ?? parsed.messages[0]
    if (type === undefined) return fail('The schema has no message')
    const writeStruct = structWriters(options)(schema, type)
    return encoder(type, parsed, (writer, value) => {
      if (!isStruct(value)) return fail(`Invalid type for STRUCT: ${describeValue(value)}`)
      writeStruct(writer, value as Struct, 1)
    })
  }
  return { text: printFile(file), fullName, encodeIn }
}

const primitiveRoot = (schema: PrimitiveSchema): Root => {
  const fullName = wrapperOf(scalarType({ type: schema.type }))
  const scalar = scalarWriter(schema, wrapped.get(fullName) ?? '')
  if (scalar === undefined) return fail(`Unsupported root schema of type ${typeName(schema)}`)
  const tag = (1 << 3) | scalar.wire
  const encodeIn = (parsed: ParsedFile) => {
    const type = findIn(parsed.messages, fullName) ?? fail(`The schema has no message ${fullName}`)
    return encoder(type, parsed, (writer, value) => {
      const checked = scalar.check(value)
      if (!scalar.isZero(checked)) scalar.write(writer.uint32(tag), checked)
    })
  }
  return { text: wrappersFile, fullName, encodeIn }
}

/** The message that a Connect schema is. */
export const rootOf = (schema: Schema, options: MappingOptions): Root => {
  if (schema.type === 'struct') return structRoot(schema, options)
  if (schema.type === 'array' || schema.type === 'map' || logicalMessage(schema) !== undefined)
    return fail(
      `Unsupported root schema of type ${typeName(schema)}${schema.name === undefined ? '' : ` named ${schema.name}`}`,
    )
  return primitiveRoot(schema)
}

/** Writes it in the schema that is made of it. */
export const ownEncoder = ({ text, encodeIn }: Root): Encode => encodeIn(parseFile(text, noDependencies))
