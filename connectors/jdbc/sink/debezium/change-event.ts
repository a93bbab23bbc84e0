import type { SinkRecord } from '../../../sdk/record.ts'
import type { Schema, StructSchema } from '../../../sdk/schema.ts'
import type { Struct, Value } from '../../../sdk/value.ts'

const fieldSchema = ({ fields }: StructSchema, name: string): Schema | undefined =>
  fields.find(field => field.name === name)?.schema

/** `…Envelope` is how Debezium names them; without a name they are known by their operation. */
const isEnvelope = (schema: StructSchema): boolean =>
  schema.name === undefined ? fieldSchema(schema, 'op') !== undefined : schema.name.endsWith('.Envelope')

const isSchemaChange = (schema: Schema | undefined): boolean =>
  schema?.name?.includes('SchemaChangeValue') === true

const deletion = (record: SinkRecord): SinkRecord => ({
  ...record,
  value: { schema: undefined, value: null },
})

/**
 * What a record says of its row: the state after a change, a tombstone for a deletion. `undefined`: nothing that is
 * wanted, a change of a schema, a truncated table, a deletion when `deletes` is false.
 */
export const changeOf = (record: SinkRecord, deletes: boolean): SinkRecord | undefined => {
  const { schema, value } = record.value
  if (isSchemaChange(schema)) return undefined
  if (value === null) return deletes ? record : undefined
  if (schema?.type !== 'struct' || !isEnvelope(schema)) return record
  const { op, after = null } = value as Struct
  if (op === 'd') return deletes ? deletion(record) : undefined
  if (op === 't' || op === 'm') return undefined
  return { ...record, value: { schema: fieldSchema(schema, 'after'), value: after as Value } }
}
