import { ConnectError } from '../../sdk/errors.ts'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import { fieldNamed } from '../copy-fields.ts'

/** The schema of a field that must be there and a text, as `Struct.getString` wants it. */
export const textField = (schema: StructSchema, name: string): Schema => {
  const field = fieldNamed(schema, name)
  if (field === undefined) throw new ConnectError('DATA', `${name} is not a valid field name`)
  if (field.schema.type !== 'string') throw new ConnectError('DATA', `Field '${name}' is not of type STRING`)
  return field.schema
}
