import { ConnectError } from '../sdk/errors.ts'
import type { Field, Schema, StructSchema } from '../sdk/schema.ts'

/** What a schema says of itself beside its type; not whether it is optional, nor its default. */
export const basicsOf = ({ name, version, doc, parameters }: Schema) => ({
  ...(name === undefined ? {} : { name }),
  ...(version === undefined ? {} : { version }),
  ...(doc === undefined ? {} : { doc }),
  ...(parameters === undefined ? {} : { parameters }),
})

/** A required struct; throws `DATA` for names that are empty or come twice. `basics` lends its name, version, doc and parameters. */
export const structOf = (fields: readonly Field[], basics?: StructSchema): StructSchema => {
  const names = new Set<string>()
  for (const { name } of fields) {
    if (name === '') throw new ConnectError('DATA', 'fieldName cannot be null.')
    if (names.has(name)) throw duplicate(name)
    names.add(name)
  }
  return { type: 'struct', ...(basics === undefined ? {} : basicsOf(basics)), fields }
}

export const duplicate = (name: string): ConnectError =>
  new ConnectError('DATA', `Cannot create field because of field name duplication ${name}`)
