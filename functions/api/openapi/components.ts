import type { Schema } from './schema.ts'

interface Reference {
  readonly $ref: string
}

type Referring = Schema | Reference

const innerSchemas = (schema: Schema): readonly Schema[] => [
  ...Object.values(schema.properties ?? {}),
  ...(schema.additionalProperties ? [schema.additionalProperties] : []),
  ...(schema.items ? [schema.items] : []),
  ...(schema.anyOf ?? []),
]

const mapped = (schemas: Readonly<Record<string, Schema>>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, withReferences(inner)]))

/** The schema itself, with references in place of the components inside it. */
const expanded = (schema: Schema) => ({
  ...schema,
  ...(schema.properties && { properties: mapped(schema.properties) }),
  ...(schema.additionalProperties && { additionalProperties: withReferences(schema.additionalProperties) }),
  ...(schema.items && { items: withReferences(schema.items) }),
  ...(schema.anyOf && { anyOf: schema.anyOf.map(withReferences) }),
})

/** The schema as it stands in the document: a component is referred to. */
export const withReferences = (schema: Schema): Referring =>
  schema.title === undefined ? (expanded(schema) as Schema) : { $ref: `#/components/schemas/${schema.title}` }

/** Every component of these schemas by its title, which is no other's. */
export const collectComponents = (schemas: readonly Schema[]): Readonly<Record<string, unknown>> => {
  const found = new Map<string, Schema>()
  const visit = (schema: Schema): void => {
    const { title } = schema
    if (title !== undefined) {
      const known = found.get(title)
      if (known === schema) return
      if (known !== undefined) throw new Error(`two schemas have the title ${title}`)
      found.set(title, schema)
    }
    innerSchemas(schema).forEach(visit)
  }
  schemas.forEach(visit)
  const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([title, schema]) => [title, expanded(schema)]))
}
