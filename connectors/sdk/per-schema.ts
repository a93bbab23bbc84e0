import type { Schema } from './schema.ts'

/** What is made of a schema, made once: sources and converters share their schemas. */
export const perSchema = <T, S extends Schema = Schema>(make: (schema: S) => T): ((schema: S) => T) => {
  const made = new WeakMap<S, { readonly result: T }>()
  return schema => {
    const known = made.get(schema)
    if (known !== undefined) return known.result
    const result = make(schema)
    made.set(schema, { result })
    return result
  }
}
