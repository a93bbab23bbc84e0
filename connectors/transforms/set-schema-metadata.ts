import { defineConfig, int, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Schema, StructSchema } from '../sdk/schema.ts'
import { defineTransform } from '../sdk/transform.ts'
import { copyFields, isComplete, sameNames } from './copy-fields.ts'
import { nullDefaultConfig } from './null-default.ts'
import { requireSchema, requireStruct } from './operand.ts'
import { classOf, type Side, withDatum } from './side.ts'

const config = defineConfig({
  'schema.name': string({ default: null, importance: 'HIGH', doc: 'The name that the schema gets.' }),
  'schema.version': int({ default: null, importance: 'HIGH', doc: 'The version that the schema gets.' }),
  ...nullDefaultConfig,
})

const structSchema = (schema: Schema): StructSchema => {
  if (schema.type === 'struct') return schema
  throw new ConnectError('DATA', 'Cannot list fields on non-struct type')
}

const setSchemaMetadata = (side: Side) =>
  defineTransform({
    classes: [classOf('SetSchemaMetadata', side)],
    version: '4.3.1',
    config,
    open: ({ 'schema.name': name, 'schema.version': version, 'replace.null.with.default': replace }) => {
      if (name === null && version === null)
        throw new ConnectError('INVALID_CONFIG', 'Neither schema name nor version configured')
      const changed = { ...(name === null ? {} : { name }), ...(version === null ? {} : { version }) }
      const renamed = perSchema(original => {
        const schema = { ...structSchema(original), ...changed }
        return { schema, fields: sameNames(schema.fields) }
      })
      return {
        passesUnread: true,
        apply: record => {
          const datum = record[side]
          if (datum.schema === undefined && datum.value === null) return record
          const { schema, fields } = renamed(requireSchema(datum.schema, 'updating schema metadata'))
          if (datum.value === null) return withDatum(record, side, { schema, value: null })
          const struct = requireStruct(datum, 'updating schema metadata').value
          const value = isComplete(struct, schema.fields) ? struct : copyFields(struct, fields, replace)
          return withDatum(record, side, { schema, value })
        },
      }
    },
  })

/** Gives the schema of the key a name, a version or both. */
export const setSchemaMetadataKey = setSchemaMetadata('key')
/** Gives the schema of the value a name, a version or both. */
export const setSchemaMetadataValue = setSchemaMetadata('value')
