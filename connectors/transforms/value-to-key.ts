import { defineConfig, list } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { StructSchema } from '../sdk/schema.ts'
import { defineTransform } from '../sdk/transform.ts'
import { nonEmptyList } from '../sdk/validators.ts'
import { newStruct, type Struct } from '../sdk/value.ts'
import { copyFields, fieldNamed, sameNames } from './copy-fields.ts'
import { nullDefaultConfig } from './null-default.ts'
import { requireObject, requireStruct } from './operand.ts'
import { withDatum } from './side.ts'
import { structOf } from './struct-schema.ts'

const config = defineConfig({
  fields: list({
    importance: 'HIGH',
    doc: 'Names of fields of the value that make up the key.',
    validator: nonEmptyList('fields'),
  }),
  ...nullDefaultConfig,
})

const purpose = 'copying fields from value to key'

const pick = (object: Struct, names: readonly string[]) => {
  const key = newStruct()
  for (const name of names) key[name] = object[name] ?? null
  return key
}

/** Makes a new key of fields of the value. */
export const valueToKey = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.ValueToKey'],
  version: '4.3.1',
  config,
  open: ({ fields, 'replace.null.with.default': replace }) => {
    const names = [...new Set(fields)]
    const keyOf = perSchema((schema: StructSchema) => {
      const picked = names.map(name => {
        const field = fieldNamed(schema, name)
        if (field === undefined) throw new ConnectError('DATA', `Field does not exist: ${name}`)
        return field
      })
      return { schema: structOf(picked), copied: sameNames(picked) }
    })
    return {
      apply: record => {
        const { schema, value } = record.value
        if (schema === undefined)
          return withDatum(record, 'key', { schema, value: pick(requireObject(value, purpose), names) })
        const struct = requireStruct(record.value, purpose)
        const { schema: keySchema, copied } = keyOf(struct.schema)
        return withDatum(record, 'key', {
          schema: keySchema,
          value: copyFields(struct.value, copied, replace),
        })
      },
    }
  },
})
