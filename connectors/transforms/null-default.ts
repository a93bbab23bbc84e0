import { boolean, defineConfig } from '../sdk/config.ts'
import type { Schema } from '../sdk/schema.ts'
import type { Value } from '../sdk/value.ts'

/** The key that most transformations of fields have. */
export const nullDefaultConfig = defineConfig({
  'replace.null.with.default': boolean({
    default: true,
    importance: 'MEDIUM',
    doc: 'Whether null is read as the default of its field, when it has one.',
  }),
})

/** A field's value as it is read: null, or missing, is the default of its schema when `replace` and there is one. */
export const orDefault = (value: Value | undefined, schema: Schema, replace: boolean): Value =>
  value ?? (replace ? (schema.default ?? null) : null)
