import { defineConfig, string } from '../sdk/config.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Schema } from '../sdk/schema.ts'
import { defineTransform } from '../sdk/transform.ts'
import { newStruct, type Value } from '../sdk/value.ts'
import { valueOfField } from './copy-fields.ts'
import { classOf, type Side, withDatum } from './side.ts'
import { structOf } from './struct-schema.ts'

const config = defineConfig({
  field: string({ importance: 'MEDIUM', doc: 'The name of the one field of the struct or object.' }),
})

const hoistField = (side: Side) =>
  defineTransform({
    classes: [classOf('HoistField', side)],
    version: '4.3.1',
    config,
    open: ({ field: name }) => {
      const around = perSchema((schema: Schema) => structOf([{ name, schema }]))
      const wrap = (value: Value) => {
        const struct = newStruct()
        struct[name] = value
        return struct
      }
      return {
        passesUnread: true,
        apply: record => {
          const { schema, value } = record[side]
          if (schema === undefined) return withDatum(record, side, { schema, value: wrap(value) })
          return withDatum(record, side, {
            schema: around(schema),
            value: wrap(valueOfField(name, schema, value)),
          })
        },
      }
    },
  })

/** Makes the key the only field of a struct, or of an object when it has no schema. */
export const hoistFieldKey = hoistField('key')
/** Makes the value the only field of a struct, or of an object when it has no schema. */
export const hoistFieldValue = hoistField('value')
