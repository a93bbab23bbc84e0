import type {
  RegisteredSchema,
  RegistryFormat,
  RegistryWriter,
} from '../../schema-registry/registry-format.ts'
import { parseJson, printJson } from '../../sdk/json.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { MappingOptions } from './mapping-options.ts'
import { payloadReader, titleOf } from './payload-reader.ts'
import { payloadWriter, schemalessWriter } from './payload-writer.ts'
import { valueReaders } from './read-value.ts'
import { noValidation, validation } from './validation.ts'
import { schemaPrinter } from './write-schema.ts'
import { valueWriters } from './write-value.ts'

export interface JsonSchemaFormatOptions extends MappingOptions {
  /** whether payloads are validated by their schema */
  readonly validate: boolean
}

const validateBy = (schema: Pick<RegisteredSchema, 'schema' | 'dependencies'>, wanted: boolean) =>
  wanted ? validation(schema) : noValidation

/** Whether two texts differ in blanks only. */
const sameJson = (one: string, other: string): boolean =>
  printJson(parseJson(one)) === printJson(parseJson(other))

const formatWriter = (options: JsonSchemaFormatOptions): Pick<RegistryFormat, 'writer' | 'writerFor'> => {
  const writerOf = valueWriters(options)
  const print = schemaPrinter({
    ...options,
    printDefault: schema =>
      schema.default === undefined || schema.default === null ? undefined : writerOf(schema)(schema.default),
  })
  const writer = (schema: Schema): RegistryWriter => {
    const text = print(schema)
    const validate = validateBy({ schema: text, dependencies: new Map() }, options.validate)
    return {
      schema: { schemaType: 'JSON', schema: text, references: [] },
      recordName: titleOf(parseJson(text)),
      encode: payloadWriter(writerOf(schema), validate),
    }
  }
  return {
    writer: schema => (schema === undefined ? schemalessWriter : writer(schema)),
    writerFor(registered, schema, { strict }) {
      const isOwn = schema !== undefined && sameJson(print(schema), registered.schema)
      const validate = validateBy(registered, options.validate || (strict && !isOwn))
      return { encode: payloadWriter(schema === undefined ? printJson : writerOf(schema), validate) }
    },
  }
}

/** JSON Schema for the converter of a registry. */
export const jsonSchemaFormat = (options: JsonSchemaFormatOptions): RegistryFormat => {
  const readerOf = valueReaders()
  const readerOptions = {
    ...options,
    readerOf,
    readDefault: (schema: Schema, node: Value) => readerOf(schema)(node),
  }
  return {
    type: 'JSON',
    name: 'JSON',
    ...formatWriter(options),
    reader: registered => payloadReader(registered, validateBy(registered, options.validate), readerOptions),
  }
}
