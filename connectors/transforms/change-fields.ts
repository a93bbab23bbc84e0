import { perSchema } from '../sdk/per-schema.ts'
import type { ConnectRecord } from '../sdk/record.ts'
import type { StructSchema } from '../sdk/schema.ts'
import type { Transform } from '../sdk/transform.ts'
import type { Struct } from '../sdk/value.ts'
import { requireObject, requireStruct } from './operand.ts'
import { type Side, withDatum } from './side.ts'

/** What becomes of all structs of one schema. */
interface StructChange {
  readonly schema: StructSchema
  readonly change: (struct: Struct, record: ConnectRecord) => Struct
}

interface FieldChanges {
  /** for messages: what fields are needed for */
  readonly purpose: string
  /** called once per schema */
  readonly compile: (schema: StructSchema) => StructChange
  readonly schemaless: (object: Struct, record: ConnectRecord) => Struct
  /** see Transform */
  readonly passesUnread?: boolean
}

/** Changes the fields of a struct or of a schemaless object; null goes on as it is, all else is an error. */
export const changeFields = (side: Side, changes: FieldChanges): Transform => {
  const { purpose, compile, schemaless, passesUnread = false } = changes
  const compiled = perSchema(compile)
  return {
    passesUnread,
    apply: record => {
      const datum = record[side]
      if (datum.value === null) return record
      if (datum.schema === undefined) {
        const value = schemaless(requireObject(datum.value, purpose), record)
        return withDatum(record, side, { schema: undefined, value })
      }
      const { schema, value: struct } = requireStruct(datum, purpose)
      const { schema: changed, change } = compiled(schema)
      return withDatum(record, side, { schema: changed, value: change(struct, record) })
    },
  }
}
