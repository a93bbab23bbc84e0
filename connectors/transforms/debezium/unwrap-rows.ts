import { perSchema } from '../../sdk/per-schema.ts'
import type { ConnectRecord, Datum } from '../../sdk/record.ts'
import type { StructSchema } from '../../sdk/schema.ts'
import { requireStruct, type StructDatum } from '../operand.ts'
import { withDatum } from '../side.ts'
import { type ExtendedRow, extendRow } from './extend-row.ts'
import { type FieldReference, resolveReferences } from './field-reference.ts'
import { textField } from './text-field.ts'

interface Unwrapping {
  /** what `__deleted` says; absent: no such field */
  readonly deleted?: 'true' | 'false' | undefined
  readonly added?: readonly FieldReference[]
  readonly replace?: boolean
}

/** Puts a row in the place of its envelope, with fields that are added. */
export const unwrapRows = ({ deleted, added = [], replace = false }: Unwrapping) => {
  const extended = perSchema((envelope: StructSchema) => {
    textField(envelope, 'op')
    const resolved = resolveReferences(envelope, added)
    return perSchema<ExtendedRow, StructSchema>(row => extendRow(row, { deleted, added: resolved, replace }))
  })
  return <R extends ConnectRecord>(record: R, envelope: StructDatum, row: Datum): R => {
    const { schema: plain, value } = requireStruct(row, 'source field insertion')
    const { schema, extend } = extended(envelope.schema)(plain)
    return withDatum(record, 'value', { schema, value: extend(value, envelope.value) })
  }
}
