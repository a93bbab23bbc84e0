import { defineConfig, list, string } from '../sdk/config.ts'
import { blameField } from '../sdk/field-error.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Schema, StructSchema } from '../sdk/schema.ts'
import { defineTransform, type Transform } from '../sdk/transform.ts'
import { nonEmpty, nonEmptyList } from '../sdk/validators.ts'
import { newStruct, type Value } from '../sdk/value.ts'
import { copyObject, valueOfField } from './copy-fields.ts'
import { emptyMask, type Mask, textMask } from './mask-value.ts'
import { nullDefaultConfig, orDefault } from './null-default.ts'
import { requireObject, requireStruct } from './operand.ts'
import { classOf, type Side, withDatum } from './side.ts'

const config = defineConfig({
  fields: list({
    importance: 'HIGH',
    doc: 'Names of the fields to mask.',
    validator: nonEmptyList('fields'),
  }),
  replacement: string({
    default: null,
    importance: 'LOW',
    doc: 'What takes the place of all of the fields, which must be numbers or texts then; without it numbers are 0, texts empty, and so on.',
    validator: nonEmpty,
  }),
  ...nullDefaultConfig,
})

const purpose = 'mask fields'

interface MaskOptions {
  readonly names: ReadonlySet<string>
  readonly mask: Mask
  readonly replaceNull: boolean
}

const masking = (side: Side, { names, mask, replaceNull }: MaskOptions): Transform => {
  const masked = (name: string, schema: Schema | undefined, value: Value): Value => {
    try {
      return value === null ? null : mask(schema, value)
    } catch (error) {
      throw blameField(name, error)
    }
  }
  const fieldsOf = perSchema(({ fields }: StructSchema) =>
    fields.map(field => ({ ...field, isMasked: names.has(field.name) })),
  )
  return {
    apply: record => {
      const datum = record[side]
      if (datum.schema === undefined) {
        const copy = copyObject(requireObject(datum.value, purpose))
        for (const name of names) copy[name] = masked(name, undefined, copy[name] ?? null)
        return withDatum(record, side, { schema: undefined, value: copy })
      }
      const { schema, value: struct } = requireStruct(datum, purpose)
      const copy = newStruct()
      for (const { name, schema: own, isMasked } of fieldsOf(schema)) {
        const value = orDefault(struct[name], own, replaceNull)
        copy[name] = valueOfField(name, own, isMasked ? masked(name, own, value) : value)
      }
      return withDatum(record, side, { schema, value: copy })
    },
  }
}

const maskField = (side: Side) =>
  defineTransform({
    classes: [classOf('MaskField', side)],
    version: '4.3.1',
    config,
    open: ({ fields, replacement, 'replace.null.with.default': replaceNull }) =>
      masking(side, {
        names: new Set(fields),
        mask: replacement === null ? emptyMask : textMask(replacement),
        replaceNull,
      }),
  })

/** Puts nothing, or a fixed text or number, in the place of fields of the key. */
export const maskFieldKey = maskField('key')
/** Puts nothing, or a fixed text or number, in the place of fields of the value. */
export const maskFieldValue = maskField('value')
