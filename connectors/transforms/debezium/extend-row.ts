import { OPTIONAL_STRING, type StructSchema } from '../../sdk/schema.ts'
import type { Struct } from '../../sdk/value.ts'
import { copyFields, isComplete, sameNames } from '../copy-fields.ts'
import { structOf } from '../struct-schema.ts'
import type { Resolved } from './field-reference.ts'

interface Extension {
  /** whether the row was deleted, as `__deleted` says it; absent: no such field */
  readonly deleted?: 'true' | 'false' | undefined
  readonly added: readonly Resolved[]
  /** whether nulls of the row become their defaults */
  readonly replace: boolean
}

export interface ExtendedRow {
  readonly schema: StructSchema
  readonly extend: (row: Struct, envelope: Struct) => Struct
}

/** What becomes of all rows of one schema in envelopes of one schema. */
export const extendRow = (row: StructSchema, { deleted, added, replace }: Extension): ExtendedRow => {
  const kept = sameNames(row.fields)
  const marks = deleted === undefined ? [] : [{ name: '__deleted', schema: OPTIONAL_STRING }]
  const more = added.map(({ name, schema }) => ({ name, schema }))
  const extend = (struct: Struct, envelope: Struct): Struct => {
    const extended = copyFields(struct, kept, replace)
    if (deleted !== undefined) extended.__deleted = deleted
    for (const { name, read } of added) extended[name] = read(envelope)
    return extended
  }
  return {
    schema: structOf([...row.fields, ...marks, ...more], row),
    extend:
      marks.length + more.length > 0
        ? extend
        : (struct, envelope) => (isComplete(struct, row.fields) ? struct : extend(struct, envelope)),
  }
}
