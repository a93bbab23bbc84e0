import type { SchemaReference, SchemaText } from './registry-format.ts'

export interface SubjectVersion {
  readonly subject: string
  readonly version: number
}

/** A schema as a registry answers it: what it refers to is not there yet. */
export type StoredSchema = SchemaText & { readonly id: number }

/** The REST calls of a schema registry. Rejections are `ConnectError`s that name the subject or id. */
export interface RegistryClient {
  /** Registers the schema unless the subject has it; resolves to its id. */
  register(subject: string, schema: SchemaText): Promise<number>
  /** The id of a schema that the subject has. */
  lookup(subject: string, schema: SchemaText): Promise<number>
  /** `subject`: one that it may belong to, which matters to registries with contexts. */
  schemaById(id: number, subject: string | undefined): Promise<StoredSchema>
  latest(subject: string): Promise<StoredSchema>
  version(reference: Pick<SchemaReference, 'subject' | 'version'>): Promise<StoredSchema>
  /** Where a schema is registered; none when the registry cannot tell. */
  versions(id: number): Promise<readonly SubjectVersion[]>
}
