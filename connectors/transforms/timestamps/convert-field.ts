import { ConnectError } from '../../sdk/errors.ts'
import { blameField } from '../../sdk/field-error.ts'
import { perSchema } from '../../sdk/per-schema.ts'
import type { Field, Schema, StructSchema } from '../../sdk/schema.ts'
import type { Transform } from '../../sdk/transform.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import { copyObject, valueOfField } from '../copy-fields.ts'
import { orDefault } from '../null-default.ts'
import { requireObject, requireStruct } from '../operand.ts'
import { type Side, withDatum } from '../side.ts'
import { structOf } from '../struct-schema.ts'
import type { Conversion } from './conversion.ts'

const purpose = 'converting timestamp formats'

const structSchema = (schema: Schema): StructSchema => {
  if (schema.type === 'struct') return schema
  throw new ConnectError('DATA', 'Cannot list fields on non-struct type')
}

interface ConvertedField {
  readonly name: string
  readonly replaceNull: boolean
}

export const convertField = (
  side: Side,
  conversion: Conversion,
  { name, replaceNull }: ConvertedField,
): Transform => {
  const convertIn = (schema: Schema | undefined, value: Value): Value => {
    try {
      return conversion.convert(schema, value)
    } catch (error) {
      throw blameField(name, error)
    }
  }
  const changeStruct = (schema: StructSchema, struct: Struct) => {
    const copy = newStruct()
    for (const { name: field, schema: own } of schema.fields) {
      const value = orDefault(struct[field], own, replaceNull)
      copy[field] = valueOfField(field, own, field === name ? convertIn(own, value) : value)
    }
    return copy
  }
  const fieldOf = ({ name: field, schema: own }: Field): Field => ({
    name: field,
    schema: field === name ? conversion.schemaOf(own) : own,
  })
  const changed = perSchema((schema: StructSchema): StructSchema => {
    const { default: value } = schema
    return {
      ...structOf(schema.fields.map(fieldOf), schema),
      ...(schema.optional === true ? { optional: true } : {}),
      ...(value === undefined || value === null ? {} : { default: changeStruct(schema, value as Struct) }),
    }
  })
  return {
    apply: record => {
      const datum = record[side]
      if (datum.schema === undefined) {
        if (datum.value === null) return record
        const copy = copyObject(requireObject(datum.value, purpose))
        copy[name] = convertIn(undefined, copy[name] ?? null)
        return withDatum(record, side, { schema: undefined, value: copy })
      }
      if (datum.value === null)
        return withDatum(record, side, { schema: changed(structSchema(datum.schema)), value: null })
      const { schema, value } = requireStruct(datum, purpose)
      return withDatum(record, side, { schema: changed(schema), value: changeStruct(schema, value) })
    },
  }
}
