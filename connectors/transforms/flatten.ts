import { defineConfig, string } from '../sdk/config.ts'
import { defineTransform } from '../sdk/transform.ts'
import { newStruct } from '../sdk/value.ts'
import { changeFields } from './change-fields.ts'
import { flattenObject } from './flatten-object.ts'
import { fillFlat, flatFields, leavesOf } from './flatten-struct.ts'
import { classOf, type Side } from './side.ts'
import { structOf } from './struct-schema.ts'

const config = defineConfig({
  delimiter: string({
    default: '.',
    importance: 'MEDIUM',
    doc: 'What stands between the names of a field and of the one inside it in the name of the new field.',
  }),
})

const flatten = (side: Side) =>
  defineTransform({
    classes: [classOf('Flatten', side)],
    version: '4.3.1',
    config,
    open: ({ delimiter }) => {
      const join = (outer: string, inner: string) => (outer === '' ? inner : outer + delimiter + inner)
      return changeFields(side, {
        purpose: 'flattening',
        passesUnread: true,
        compile: schema => {
          const fields = flatFields(schema, join)
          return {
            schema: structOf(leavesOf(fields), schema),
            change: struct => {
              const flat = newStruct()
              fillFlat(flat, struct, fields)
              return flat
            },
          }
        },
        schemaless: object => flattenObject(object, join),
      })
    },
  })

/** Puts the fields of structs and objects inside the key into the key itself. */
export const flattenKey = flatten('key')
/** Puts the fields of structs and objects inside the value into the value itself. */
export const flattenValue = flatten('value')
