type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** What is used here of JSON Schema 2020-12. A schema with a title is one of the document's components. */
export interface Schema {
  readonly title?: string
  readonly description?: string
  readonly type?: JsonType | readonly JsonType[]
  readonly enum?: readonly (string | null)[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly default?: unknown
  readonly examples?: readonly unknown[]
}

export const text = (description?: string): Schema => ({
  type: 'string',
  ...(description !== undefined && { description }),
})

export const integer = (description?: string): Schema => ({ ...text(description), type: 'integer' })
export const flag = (description?: string): Schema => ({ ...text(description), type: 'boolean' })

export const oneOfTexts = (...allowed: readonly string[]): Schema => ({ type: 'string', enum: allowed })

export const listOf = (items: Schema, about: Schema = {}): Schema => ({ ...about, type: 'array', items })

/** An object whose names are the user's. */
export const mapOf = (values: Schema, about: Schema = {}): Schema => ({
  ...about,
  type: 'object',
  additionalProperties: values,
})

/** The same, or null. */
export const orNull = (schema: Schema): Schema =>
  schema.title === undefined && typeof schema.type === 'string'
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] }

interface ObjectAbout extends Schema {
  /** properties that may be missing */
  readonly optional?: readonly string[]
}

export const objectOf = (
  properties: Readonly<Record<string, Schema>>,
  { optional = [], ...about }: ObjectAbout = {},
): Schema => ({
  ...about,
  type: 'object',
  properties,
  required: Object.keys(properties).filter(name => !optional.includes(name)),
})
