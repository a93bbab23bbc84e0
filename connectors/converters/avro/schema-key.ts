import { perSchema } from '../../sdk/per-schema.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { AvroOptions } from './avro-config.ts'
import { defaultText } from './default-text.ts'

type Path = readonly (readonly unknown[])[]

const structure = (schema: Schema, path: Path, options: AvroOptions): unknown => {
  if (schema.type === 'array') return describe(schema.items, path, options)
  if (schema.type === 'map')
    return [describe(schema.keys, path, options), describe(schema.values, path, options)]
  if (schema.type !== 'struct') return schema.type
  const { fields } = schema
  const inside = path.indexOf(fields)
  // a recursive struct: how far out it is
  if (inside >= 0) return path.length - inside
  return fields.map(field => [field.name, describe(field.schema, [...path, fields], options)])
}

const describe = (schema: Schema, path: Path, options: AvroOptions): unknown => [
  schema.type,
  schema.optional === true,
  schema.name ?? null,
  schema.version ?? null,
  schema.doc ?? null,
  schema.parameters ?? null,
  schema.default === undefined ? null : defaultText(schema, schema.default, options),
  structure(schema, path, options),
]

/** Texts that are equal for equal schemas, and for equal fields of structs. */
export const schemaKeys = (options: AvroOptions) => ({
  whole: perSchema((schema: Schema) => JSON.stringify(describe(schema, [], options))),
  fields: perSchema((schema: Schema) => JSON.stringify(structure(schema, [], options))),
})
