import { defineConfig, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Schema } from '../sdk/schema.ts'
import { defineTransform } from '../sdk/transform.ts'
import type { Struct, Value } from '../sdk/value.ts'
import { type FieldPath, fieldSyntaxConfig, parseFieldPath, schemasAlong } from './field-path.ts'
import { nullDefaultConfig, orDefault } from './null-default.ts'
import { requireObject, requireStruct } from './operand.ts'
import { classOf, type Side, withDatum } from './side.ts'

const config = defineConfig({
  field: string({ importance: 'MEDIUM', doc: 'The name of the field that takes the place of the whole.' }),
  ...nullDefaultConfig,
  ...fieldSyntaxConfig,
})

interface Extracted {
  readonly schema: Schema
  readonly read: (value: Value) => Value
}

const fromObject = (object: Value, path: FieldPath): Value => {
  let [current, purpose] = [object, 'field extraction']
  for (const name of path) {
    if (current === null) return null
    current = requireObject(current, purpose)[name] ?? null
    purpose = 'nested field access'
  }
  return current
}

const readAlong = (path: FieldPath, schemas: readonly Schema[], replace: boolean) => {
  const steps = path.flatMap((name, i) => {
    const schema = schemas[i]
    return schema === undefined ? [] : [{ name, schema, replace: replace || i < path.length - 1 }]
  })
  return (struct: Value): Value => {
    let current = struct
    for (const step of steps) {
      if (current === null) return null
      current = orDefault((current as Struct)[step.name], step.schema, step.replace)
    }
    return current
  }
}

const extractField = (side: Side) =>
  defineTransform({
    classes: [classOf('ExtractField', side)],
    version: '4.3.1',
    config,
    open: ({ field, 'replace.null.with.default': replace, 'field.syntax.version': version }) => {
      const path = parseFieldPath('field', field, version)
      const extracted = perSchema<Extracted>(schema => {
        const schemas = schemasAlong(schema, path)
        const last = schemas?.at(-1)
        if (schemas === undefined || last === undefined)
          throw new ConnectError('DATA', `Unknown field: ${field}`)
        return { schema: last, read: readAlong(path, schemas, replace) }
      })
      return {
        passesUnread: true,
        apply: record => {
          const { schema, value } = record[side]
          if (schema === undefined) return withDatum(record, side, { schema, value: fromObject(value, path) })
          if (value !== null) requireStruct(record[side], 'field extraction')
          const { schema: inner, read } = extracted(schema)
          return withDatum(record, side, { schema: inner, value: read(value) })
        },
      }
    },
  })

/** Puts one field of the key in the place of the whole. */
export const extractFieldKey = extractField('key')
/** Puts one field of the value in the place of the whole. */
export const extractFieldValue = extractField('value')
