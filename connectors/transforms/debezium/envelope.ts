import { ConnectError } from '../../sdk/errors.ts'
import type { Datum } from '../../sdk/record.ts'
import { fieldNamed } from '../copy-fields.ts'
import { orDefault } from '../null-default.ts'
import type { StructDatum } from '../operand.ts'

/** Whether it is a change event of Debezium's: the name of its schema says so. */
export const isEnvelope = ({ schema }: Datum): boolean => schema?.name?.endsWith('.Envelope') === true

/** The row as it was, or as it is now; its value is null when there was, or is, none. */
export const rowOf = ({ schema, value }: StructDatum, name: 'before' | 'after'): Datum => {
  const field = fieldNamed(schema, name)
  if (field === undefined) throw new ConnectError('DATA', `Unknown field: ${name}`)
  return { schema: field.schema, value: orDefault(value[name], field.schema, true) }
}
