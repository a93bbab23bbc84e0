import { perSchema } from '../../sdk/per-schema.ts'
import type { ConnectRecord, Header } from '../../sdk/record.ts'
import { STRING, type StructSchema } from '../../sdk/schema.ts'
import type { StructDatum } from '../operand.ts'
import { type FieldReference, type Resolved, resolveReferences } from './field-reference.ts'

const adding = <R extends ConnectRecord>(record: R, headers: readonly Header[]): R =>
  headers.length === 0 ? record : { ...record, headers: [...record.headers, ...headers] }

/** Adds fields of an envelope as headers; a tombstone has but its operation. */
export const headersFrom = (references: readonly FieldReference[]) => {
  const resolved = perSchema<readonly Resolved[], StructSchema>(schema =>
    resolveReferences(schema, references),
  )
  const ofTombstones = references
    .filter(({ field }) => field === 'op')
    .map(({ as: key }): Header => ({ key, schema: STRING, value: 'd' }))
  return {
    toEvent: <R extends ConnectRecord>(record: R, { schema, value }: StructDatum): R =>
      adding(
        record,
        resolved(schema).map(({ name: key, schema: type, read }) => ({
          key,
          schema: type,
          value: read(value),
        })),
      ),
    toTombstone: <R extends ConnectRecord>(record: R): R => adding(record, ofTombstones),
  }
}
