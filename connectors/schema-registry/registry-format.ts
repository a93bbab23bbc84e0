import type { Datum } from '../sdk/record.ts'
import type { Schema } from '../sdk/schema.ts'
import type { Value } from '../sdk/value.ts'

export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

export interface SchemaReference {
  /** what the text calls it: a full name, a `$ref`, an import */
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** A schema as a registry stores it. */
export interface SchemaText {
  readonly schemaType: SchemaType
  readonly schema: string
  readonly references: readonly SchemaReference[]
}

/** A schema of a registry with all that it refers to, at any depth. */
export interface RegisteredSchema extends SchemaText {
  readonly id: number
  /** texts by the names they are referred to by, each after those that it refers to itself */
  readonly dependencies: ReadonlyMap<string, string>
}

/** Writes data of one Connect schema. */
export interface RegistryWriter {
  /** what is registered or looked up for the data */
  readonly schema: SchemaText
  /** the full name that subject name strategies see; absent when the schema has none */
  readonly recordName: string | undefined
  /** The bytes of `prefix`, then those of the value. Never called with null as a value of no schema. */
  encode(value: Value, prefix: Uint8Array): Uint8Array | null
}

/** Reads what was written with one registered schema. */
export interface RegistryReader {
  readonly recordName: string | undefined
  /** `version`: of the subject, for a schema whose text says none. Called once or a few times. */
  decoder(version: number | undefined): (bytes: Uint8Array, start: number) => Datum
}

interface WriterOptions {
  /** refuse a registered schema that cannot read what the Connect schema's own would write */
  readonly strict: boolean
}

/**
 * What a format does for a registry's converter. All throw `ConnectError('DATA', …)` for what they cannot do, and may
 * throw `Pending`. Results are kept by the caller: writers by Connect schema (the object), readers by id.
 */
export interface RegistryFormat {
  readonly type: SchemaType
  /** as messages name it: `Avro` */
  readonly name: string
  /** For the schema that the format makes of a Connect schema; `undefined`: one writer for all schemaless data. */
  writer(schema: Schema | undefined): RegistryWriter
  /** The same data, in the schema that the registry has (`use.latest.version`, `use.schema.id`). */
  writerFor(
    registered: RegisteredSchema,
    schema: Schema | undefined,
    options: WriterOptions,
  ): Pick<RegistryWriter, 'encode'>
  reader(registered: RegisteredSchema): RegistryReader
}
