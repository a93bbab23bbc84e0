import type { Field, Schema } from '../../sdk/schema.ts'
import { idParameter } from './names.ts'

/** The parts that a schema is made of. */
const partsOf = (schema: Schema): readonly Schema[] => {
  if (schema.type === 'array') return [schema.items]
  if (schema.type === 'map') return [schema.keys, schema.values]
  return schema.type === 'struct' ? schema.fields.map(field => field.schema) : []
}

/** A struct is the same as another, whatever it is called there and whether it is optional, when its fields are. */
type Fields = readonly Field[]

/** The structs that contain themselves, by their fields, each with the id that it is referred to by. */
export const recursiveStructs = (root: Schema): ReadonlyMap<Fields, string> => {
  const ids = new Map<Fields, string>()
  const open = new Set<Fields>()
  const done = new Set<Fields>()

  const unused = (wanted: string | undefined): string => {
    const taken = new Set(ids.values())
    if (wanted !== undefined && !taken.has(wanted)) return wanted
    let n = ids.size + 1
    while (taken.has(`#id${n}`)) n++
    return `#id${n}`
  }
  const visitStruct = (schema: Schema & { readonly fields: Fields }) => {
    const { fields } = schema
    if (open.has(fields) && !ids.has(fields)) ids.set(fields, unused(schema.parameters?.[idParameter]))
    if (open.has(fields) || done.has(fields)) return
    open.add(fields)
    for (const field of fields) visit(field.schema)
    open.delete(fields)
    done.add(fields)
  }
  const visit = (schema: Schema): void => {
    if (schema.type === 'struct') visitStruct(schema)
    else for (const part of partsOf(schema)) visit(part)
  }
  visit(root)
  return ids
}

/** Whether a schema, or any part of it, is what `test` looks for. */
export const anyPart = (root: Schema, test: (schema: Schema) => boolean): boolean => {
  const seen = new Set<Fields>()
  const visit = (schema: Schema): boolean => {
    if (test(schema)) return true
    if (schema.type === 'struct') {
      if (seen.has(schema.fields)) return false
      seen.add(schema.fields)
    }
    return partsOf(schema).some(visit)
  }
  return visit(root)
}
